#include "report/shared_lock.h"

#include "base/hash.h"

uint64_t lc_shared_lock_key(const struct lc_process *process, uint32_t id)
{
    const struct lc_trace_lock *lock = lc_process_lock(process, id);
    if (!lock || lock->place != LC_PLACE_SHARED || !process->header.boot_id) {
        return 0;
    }
    const struct lc_trace_object *object = lc_process_object(process, lock->module);
    uint64_t key = lc_hash_mix(process->header.boot_id);
    key = lc_hash_mix(key ^ lock->device);
    key = lc_hash_mix(key ^ lock->inode);
    key = lc_hash_mix(key ^ (object ? object->birth_ns : 0));
    return lc_hash_mix(key ^ lock->offset) | 1;
}

bool lc_process_shares(const struct lc_process *process)
{
    const struct lc_map *locks = &process->locks;
    for (size_t i = 0; i < locks->slot_count; i++) {
        const struct lc_trace_lock *lock = locks->slots[i].value;
        if (lock && lock->place == LC_PLACE_SHARED) {
            return true;
        }
    }
    return false;
}
