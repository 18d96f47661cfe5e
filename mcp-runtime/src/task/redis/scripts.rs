//! The scripts that Redis runs atomically. Every one may be run again where nobody knows whether it
//! was done.

use redis::Script;

/// Functions of all scripts. KEYS legs, queued.
const COMMON: &str = r"
-- Whether an entry is delivered to this worker, and to no other since.
local function is_mine(group, worker, id)
    return #redis.call('XPENDING', KEYS[1], group, id, id, 1, worker) == 1
end

-- Queues a leg, unless it is: says whether it is by now.
local function queue(leg, returned, most)
    local id = redis.call('HGET', KEYS[2], leg)
    if id and #redis.call('XRANGE', KEYS[1], id, id) == 1 then return 1 end
    if most and redis.call('XLEN', KEYS[1]) >= most then return 0 end
    id = redis.call('XADD', KEYS[1], '*', 'leg', leg, 'returned', returned)
    redis.call('HSET', KEYS[2], leg, id)
    return 1
end

local function forget(group, id)
    redis.call('XACK', KEYS[1], group, id)
    redis.call('XDEL', KEYS[1], id)
end
";

/// ARGV leg, the most entries. Says whether there was room.
const SEND: &str = r"
return queue(ARGV[1], 0, tonumber(ARGV[2]))
";

/// ARGV pairs of a leg and its entry: they are delivered, so the same leg may be queued again.
const TAKE: &str = r"
for i = 1, #ARGV, 2 do
    if redis.call('HGET', KEYS[2], ARGV[i]) == ARGV[i + 1] then
        redis.call('HDEL', KEYS[2], ARGV[i])
    end
end
return 1
";

/// ARGV group, worker, entries. Says that the worker still works on those that are its own. What
/// another worker has taken over stays there.
const BEAT: &str = r"
local mine = 0
for i = 3, #ARGV do
    if is_mine(ARGV[1], ARGV[2], ARGV[i]) then
        redis.call('XCLAIM', KEYS[1], ARGV[1], ARGV[2], 0, ARGV[i], 'JUSTID')
        mine = mine + 1
    end
end
return mine
";

/// ARGV group, worker, entry.
const FINISH: &str = r"
if not is_mine(ARGV[1], ARGV[2], ARGV[3]) then return 0 end
forget(ARGV[1], ARGV[3])
return 1
";

/// ARGV group, worker, entry, leg, how often it was returned.
const PUT_BACK: &str = r"
if not is_mine(ARGV[1], ARGV[2], ARGV[3]) then return 0 end
forget(ARGV[1], ARGV[3])
return queue(ARGV[4], ARGV[5], nil)
";

/// ARGV group, worker. What the worker has and doesn't know of is queued again, and the group
/// forgets the worker.
const LEAVE: &str = r"
local pending = redis.call('XPENDING', KEYS[1], ARGV[1], '-', '+', 1000, ARGV[2])
for _, entry in ipairs(pending) do
    local found = redis.call('XRANGE', KEYS[1], entry[1], entry[1])
    forget(ARGV[1], entry[1])
    if found[1] then queue(found[1][2][2], found[1][2][4], nil) end
end
if #pending < 1000 then redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], ARGV[2]) end
return #pending
";

/// ARGV group, milliseconds. The group forgets workers that have been silent for that long and
/// have nothing.
const TIDY: &str = r"
for _, fields in ipairs(redis.call('XINFO', 'CONSUMERS', KEYS[1], ARGV[1])) do
    local worker = {}
    for i = 1, #fields, 2 do worker[fields[i]] = fields[i + 1] end
    if worker.pending == 0 and worker.idle > tonumber(ARGV[2]) then
        redis.call('XGROUP', 'DELCONSUMER', KEYS[1], ARGV[1], worker.name)
    end
end
return 1
";

#[derive(Debug)]
pub(super) struct Scripts {
    pub(super) send: Script,
    pub(super) take: Script,
    pub(super) beat: Script,
    pub(super) finish: Script,
    pub(super) put_back: Script,
    pub(super) leave: Script,
    pub(super) tidy: Script,
}

impl Default for Scripts {
    fn default() -> Self {
        let script = |text: &str| Script::new(&format!("{COMMON}{text}"));
        Self {
            send: script(SEND),
            take: script(TAKE),
            beat: script(BEAT),
            finish: script(FINISH),
            put_back: script(PUT_BACK),
            leave: script(LEAVE),
            tidy: script(TIDY),
        }
    }
}
