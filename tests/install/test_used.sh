#!/usr/bin/env bash
# Another project finds the installed package, by CMake and by pkg-config, after it was moved.
# usage: test_used.sh BUILD_DIR LIBDIR PROJECT_DIR COMPILER
set -eu
build=$1 libdir=$2 project=$3 compiler=$4
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cmake --install "$build" --prefix "$work/first" >/dev/null
mv "$work/first" "$work/moved"
prefix=$work/moved

cmake -S "$project" -B "$work/project" -DCMAKE_PREFIX_PATH="$prefix" -DCMAKE_C_COMPILER="$compiler" >/dev/null
cmake --build "$work/project" >/dev/null
ctest --test-dir "$work/project" --output-on-failure

export PKG_CONFIG_PATH=$prefix/$libdir/pkgconfig
flags=$(pkg-config --define-prefix --cflags lockcheck)
# shellcheck disable=SC2086 # the flags are words
"$compiler" $flags -o "$work/by_hand" "$project/main.c"
"$work/by_hand"
[ -x "$(pkg-config --variable=tool lockcheck)" ]
[ -r "$(pkg-config --variable=library lockcheck)" ]
echo "all as expected"
