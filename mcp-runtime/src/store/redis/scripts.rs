//! The scripts that Redis runs atomically.

use redis::Script;

/// Functions of all scripts.
const COMMON: &str = r"
-- Takes an id out of the sets.
local function forget(ids, ends, id)
    redis.call('ZREM', ids, id)
    redis.call('ZREM', ends, id)
end

local function now()
    local time = redis.call('TIME')
    return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Lets a record live for so many milliseconds, and the sets for no less.
local function live(record, ids, ends, id, ttl)
    redis.call('PEXPIRE', record, ttl)
    local began = now()
    redis.call('ZADD', ids, 0, id)
    redis.call('ZADD', ends, began + ttl, id)
    for _, set in ipairs({ids, ends}) do
        if redis.call('PTTL', set) < ttl then
            redis.call('PEXPIRE', set, ttl)
        end
    end
    return began
end
";

/// KEYS record, ids, ends; ARGV id, ttl. Gives the record's bytes and revision. An extension of
/// less than a tenth is left out.
const EXTEND: &str = r"
local found = redis.call('HMGET', KEYS[1], 'v', 'r')
if found[2] then
    local ttl = tonumber(ARGV[2])
    if math.abs(redis.call('PTTL', KEYS[1]) - ttl) * 10 >= ttl then
        live(KEYS[1], KEYS[2], KEYS[3], ARGV[1], ttl)
    end
end
return found
";

/// KEYS record, ids, ends; ARGV id, ttl, expected revision or nothing, new revision, bytes, and how
/// many records the group may have, or nothing. Says whether it was done, now or by an earlier
/// attempt. Clears away a few ids that ended, so that
/// they don't pile up where nobody lists.
const PUT: &str = r"
local there = redis.call('HGET', KEYS[1], 'r') or ''
if there == ARGV[4] then return 1 end
if there ~= ARGV[3] then return 0 end
if ARGV[6] ~= '' and redis.call('ZCOUNT', KEYS[3], '(' .. now(), '+inf') >= tonumber(ARGV[6]) then
    return 0
end
redis.call('HSET', KEYS[1], 'v', ARGV[5], 'r', ARGV[4])
local began = live(KEYS[1], KEYS[2], KEYS[3], ARGV[1], tonumber(ARGV[2]))
-- Whose end is a little past: the record itself goes first.
for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[3], '-inf', began - 1000, 'LIMIT', 0, 8)) do
    forget(KEYS[2], KEYS[3], id)
end
return 1
";

/// KEYS record, ids, ends; ARGV id. Says whether it was there.
const REMOVE: &str = r"
forget(KEYS[2], KEYS[3], ARGV[1])
return redis.call('DEL', KEYS[1])
";

/// KEYS ids, ends; ARGV the beginning of all record keys, after, limit. Forgets those it finds
/// ended, so that it finds each once.
const LIST: &str = r"
local from, limit, found = '-', tonumber(ARGV[3]), {}
if ARGV[2] ~= '' then from = '(' .. ARGV[2] end
while #found < limit do
    local page = redis.call('ZRANGEBYLEX', KEYS[1], from, '+', 'LIMIT', 0, math.min(limit, 100))
    if #page == 0 then break end
    for _, id in ipairs(page) do
        if redis.call('EXISTS', ARGV[1] .. id) == 0 then
            forget(KEYS[1], KEYS[2], id)
        elseif #found < limit then
            found[#found + 1] = id
        end
    end
    from = '(' .. page[#page]
end
return found
";

pub(super) struct Scripts {
    pub(super) extend: Script,
    pub(super) put: Script,
    pub(super) remove: Script,
    pub(super) list: Script,
}

impl Default for Scripts {
    fn default() -> Self {
        let script = |text: &str| Script::new(&format!("{COMMON}{text}"));
        Self {
            extend: script(EXTEND),
            put: script(PUT),
            remove: script(REMOVE),
            list: script(LIST),
        }
    }
}
