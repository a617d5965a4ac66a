-- Jobs, tickets, runners and counters of all machines: each question is one step for everybody.
--
-- KEYS[1] begins every name; ARGV[1] is the question, ARGV[2] what it is told, as JSON. Times are
-- seconds of Redis' own clock, the only one that all machines share. No name here has an expiry, so
-- that a Redis that evicts `volatile-` keys when it is full takes answers and never jobs.

local P = KEYS[1] .. 'jobs:'
local told = cjson.decode(ARGV[2])
local VISITOR, IDLE, SPAN = 0, 9, 1e12
-- A runner's lease that ends later than this was written before the clock was set back.
local CLOCK_STEP = 60
local LINE, RUNNING, OVER = P .. 'line', P .. 'running', P .. 'over'
local TICKETS, RUNNERS, SLOTS, TALLIES = P .. 'tickets', P .. 'runners', P .. 'slots', P .. 'tallies'

local function call(...) return redis.call(...) end
local function job(key) return P .. 'job:' .. key end
local function waiters(key) return P .. 'waiters:' .. key end
local function refusals(key) return P .. 'refusals:' .. key end
local function ticket_of(name) return P .. 'ticket:' .. name end
local function of_visitor(name) return P .. 'visitor:' .. name end
local function alive(state) return state == 'queued' or state == 'running' end

local function clock()
    if told.now then return told.now end
    local time = call('TIME')
    return tonumber(time[1]) + tonumber(time[2]) / 1e6
end
local now = clock()

local function tally(what, label, kind, n)
    call('HINCRBY', TALLIES, what .. '\t' .. label .. '\t' .. kind, n)
end

local function typical(label)
    local past = call('LRANGE', P .. 'runs:' .. label, 0, -1)
    for at, seconds in ipairs(past) do past[at] = tonumber(seconds) end
    table.sort(past)
    return past[math.floor(#past / 2) + 1] or told.guess or 5
end

local function processes()
    local sum = 0
    for _, owner in ipairs(call('ZRANGEBYSCORE', RUNNERS, now, now + CLOCK_STEP)) do
        sum = sum + tonumber(call('HGET', SLOTS, owner) or 1)
    end
    return math.max(1, sum)
end

local function score(priority, seq) return tonumber(priority) * SPAN + tonumber(seq) end

local function enqueue(key)
    local seen = call('HMGET', job(key), 'priority', 'seq')
    call('ZREM', RUNNING, key)
    call('ZREM', OVER, key)
    call('HDEL', job(key), 'owner', 'lease', 'started')
    call('HSET', job(key), 'state', 'queued', 'fraction', 0, 'phrase', '')
    call('ZADD', LINE, score(seen[1], seen[2]), key)
end

local function finish(key, state, reference)
    call('ZREM', RUNNING, key)
    call('HDEL', job(key), 'owner', 'lease')
    call('HSET', job(key), 'state', state, 'reference', reference)
    call('ZADD', OVER, now, key)
    call('DEL', refusals(key))
end

local function remove(key)
    call('DEL', job(key), refusals(key))
    for _, line in ipairs({LINE, RUNNING, OVER}) do call('ZREM', line, key) end
end

local function let_go(ticket)
    local seen = call('HMGET', ticket_of(ticket), 'key', 'visitor')
    if seen[1] then call('SREM', waiters(seen[1]), ticket) end
    if seen[2] then call('SREM', of_visitor(seen[2]), ticket) end
end

local function forget_ticket(ticket)
    let_go(ticket)
    call('DEL', ticket_of(ticket))
    call('ZREM', TICKETS, ticket)
end

local function mine() return call('HGET', job(told.key), 'lease') == told.lease end

local function share_of(visitor)
    local own, count = {}, 0
    for _, ticket in ipairs(call('SMEMBERS', of_visitor(visitor))) do
        local key = call('HGET', ticket_of(ticket), 'key')
        if key and key ~= told.key and not own[key] and alive(call('HGET', job(key), 'state')) then
            own[key], count = true, count + 1
        end
    end
    return count
end

local function others_may_know(key)
    -- Whether a machine that runs jobs has not yet said that the question is outdated.
    for _, owner in ipairs(call('ZRANGEBYSCORE', RUNNERS, now, now + CLOCK_STEP)) do
        if call('SISMEMBER', refusals(key), owner) == 0 then return true end
    end
    return false
end

local questions = {}

-- For those who ask and wait ----------------------------------------------------------------------

function questions.ask()
    local seen = call('HMGET', job(told.key), 'state', 'priority')
    local fresh = not alive(seen[1])
    if told.priority == VISITOR then
        local full = fresh and call('ZCOUNT', LINE, '-inf', '(' .. SPAN) >= told.length
        local greedy = told.visitor ~= '' and share_of(told.visitor) >= told.per_visitor
        if full or greedy then return {busy = typical(told.label) / processes()} end
    end
    if fresh then
        -- First, because a full Redis refuses what takes memory only as a script's first write.
        local seq = call('INCR', P .. 'seq')
        remove(told.key)
        call('HSET', job(told.key), 'name', told.name, 'args', told.args, 'label', told.label,
            'priority', told.priority, 'seq', seq, 'crashes', 0, 'losses', 0,
            'payload', '', 'serial', 0, 'reference', '')
        enqueue(told.key)
    elseif tonumber(seen[2]) > told.priority then
        call('HSET', job(told.key), 'priority', told.priority)
        if seen[1] == 'queued' then enqueue(told.key) end
    end
    if told.ticket ~= '' then
        let_go(told.ticket)
        call('HSET', ticket_of(told.ticket), 'key', told.key, 'visitor', told.visitor)
        call('ZADD', TICKETS, now, told.ticket)
        call('SADD', waiters(told.key), told.ticket)
        if told.visitor ~= '' then call('SADD', of_visitor(told.visitor), told.ticket) end
    end
    return {ring = fresh}
end

function questions.look()
    local names = {'name', 'state', 'label', 'fraction', 'phrase', 'payload', 'serial', 'reference',
        'started', 'priority', 'seq'}
    local values, found, ahead, expected = call('HMGET', job(told.key), unpack(names)), {}, {}, {}
    if not values[2] then return {} end
    for at, name in ipairs(names) do found[name] = values[at] or nil end
    expected[found.label] = typical(found.label)
    local function before(key)
        local seen = call('HMGET', job(key), 'label', 'started', 'fraction', 'priority')
        if not seen[1] or tonumber(seen[4]) > tonumber(found.priority) then return end
        expected[seen[1]] = expected[seen[1]] or typical(seen[1])
        table.insert(ahead, {label = seen[1], started = seen[2] or nil, fraction = seen[3]})
    end
    if found.state == 'queued' then
        local place = string.format('(%.0f', score(found.priority, found.seq))
        for _, key in ipairs(call('ZRANGEBYSCORE', LINE, '-inf', place)) do before(key) end
        for _, key in ipairs(call('ZRANGE', RUNNING, 0, -1)) do before(key) end
    end
    return {job = found, ahead = ahead, typical = expected, processes = processes(), now = now}
end

function questions.holds()
    local key = call('HGET', ticket_of(told.ticket), 'key')
    if not key then return {} end
    local age = now - tonumber(call('ZSCORE', TICKETS, told.ticket) or 0)
    if age < 0 or age >= told.seen_seconds then call('ZADD', TICKETS, now, told.ticket) end
    return {key = key}
end

function questions.withdraw()
    local key = call('HGET', ticket_of(told.ticket), 'key')
    if not key or key == '' then return false end
    let_go(told.ticket)
    -- What is left tells a page that polls once more from one whose queue was lost.
    call('HSET', ticket_of(told.ticket), 'key', '', 'visitor', '')
    if call('SCARD', waiters(key)) > 0 then return false end
    local seen = call('HMGET', job(key), 'label', 'state')
    remove(key)
    if not alive(seen[2]) then return false end
    tally('jobs', seen[1], 'withdrawn', 1)
    return true
end

function questions.again()
    if call('HGET', job(told.key), 'state') ~= 'done' then return {ring = false} end
    call('HSET', job(told.key), 'crashes', 0, 'losses', 0)
    enqueue(told.key)
    return {ring = true}
end

function questions.count()
    for _, one in ipairs(told.counts) do tally(one[1], one[2], one[3], one[4]) end
    return true
end

function questions.counters() return call('HGETALL', TALLIES) end

function questions.by_state()
    local found = {queued = call('ZCARD', LINE), running = call('ZCARD', RUNNING)}
    for _, key in ipairs(call('ZRANGE', OVER, 0, -1)) do
        local state = call('HGET', job(key), 'state')
        if state then found[state] = (found[state] or 0) + 1 end
    end
    return found
end

function questions.state()
    -- A write, because a Redis that is full or a replica still reads.
    call('SET', P .. 'probe', now)
    local found = questions.by_state()
    found.runners = call('ZCOUNT', RUNNERS, now, now + CLOCK_STEP)
    return found
end

-- For those who run jobs --------------------------------------------------------------------------

local function next_for(owner)
    for _, key in ipairs(call('ZRANGE', LINE, 0, -1)) do
        if call('SISMEMBER', refusals(key), owner) == 0 then return key end
    end
end

function questions.next()
    local key = next_for(told.owner)
    return key and {priority = tonumber(call('HGET', job(key), 'priority'))} or {}
end

function questions.claim()
    local key = next_for(told.owner)
    if not key then return {} end
    call('ZREM', LINE, key)
    call('ZADD', RUNNING, now + told.lease_seconds, key)
    call('HSET', job(key), 'state', 'running', 'owner', told.owner, 'lease', told.lease,
        'started', string.format('%.3f', now))
    local seen = call('HMGET', job(key), 'name', 'args', 'label', 'priority')
    return {key = key, name = seen[1], args = seen[2], label = seen[3], priority = tonumber(seen[4])}
end

function questions.held()
    local found = {}
    for _, key in ipairs(call('ZRANGE', RUNNING, 0, -1)) do
        local seen = call('HMGET', job(key), 'owner', 'lease', 'priority')
        if seen[1] == told.owner then table.insert(found, {seen[2], tonumber(seen[3])}) end
    end
    return found
end

function questions.beat()
    call('ZADD', RUNNERS, now + told.lease_seconds, told.owner)
    call('HSET', SLOTS, told.owner, told.slots)
    local ours = {}
    for _, lease in ipairs(told.leases) do ours[lease] = true end
    for _, key in ipairs(call('ZRANGE', RUNNING, 0, -1)) do
        if ours[call('HGET', job(key), 'lease')] then
            call('ZADD', RUNNING, now + told.lease_seconds, key)
        end
    end
    return true
end

function questions.advance()
    if not mine() then return false end
    call('HSET', job(told.key), 'fraction', told.fraction, 'phrase', told.phrase, 'payload', told.payload)
    call('HINCRBY', job(told.key), 'serial', 1)
    return true
end

function questions.finish()
    if told.computed then
        tally('computations', told.label, '', 1)
        tally('jobs', told.label, 'computed', 1)
        call('LPUSH', P .. 'runs:' .. told.label, told.seconds)
        call('LTRIM', P .. 'runs:' .. told.label, 0, told.runs_kept - 1)
    end
    if mine() then finish(told.key, 'done', '') end
    return true
end

function questions.fail()
    local outdated = told.outcome == 'outdated'
    if outdated and mine() then
        call('SADD', refusals(told.key), told.owner)
        if others_may_know(told.key) then
            tally('jobs', told.label, 'handed_back', 1)
            enqueue(told.key)
            return {ring = true}
        end
    end
    tally('jobs', told.label, told.outcome, 1)
    if mine() then finish(told.key, outdated and 'outdated' or 'failed', told.reference) end
    return {ring = false}
end

function questions.crash()
    tally('jobs', told.label, 'crashed', 1)
    if not mine() then return {ring = false} end
    if call('HINCRBY', job(told.key), 'crashes', 1) < told.most then
        enqueue(told.key)
        return {ring = true}
    end
    finish(told.key, 'failed', told.reference)
    return {ring = false}
end

function questions.release()
    tally('jobs', told.label, 'handed_back', 1)
    if mine() then enqueue(told.key) end
    return {ring = true}
end

function questions.retire()
    call('ZREM', RUNNERS, told.owner)
    call('HDEL', SLOTS, told.owner)
    return true
end

function questions.reclaim()
    local lost, back = {}, 0
    for _, key in ipairs(call('ZRANGE', RUNNING, 0, -1)) do
        local seen = call('HMGET', job(key), 'owner', 'label')
        local until_ = tonumber(call('ZSCORE', RUNNING, key))
        -- No lease can end later than a lease from now, unless the clock of Redis was set back.
        if until_ < now or until_ > now + 2 * told.lease_seconds
            or (told.own and seen[1] == told.owner) then
            if not seen[2] then
                remove(key)
            elseif call('HINCRBY', job(key), 'losses', 1) < told.most then
                enqueue(key)
                back = back + 1
            else
                table.insert(lost, key)
                tally('jobs', seen[2], 'crashed', 1)
                finish(key, 'failed', told.reference)
            end
        end
    end
    return {lost = lost, back = back}
end

function questions.leads()
    local leader = call('GET', P .. 'leader')
    if leader and leader ~= told.owner then return false end
    call('SET', P .. 'leader', told.owner, 'PX', told.lease_seconds * 1000)
    return true
end

function questions.sweep()
    for _, ticket in ipairs(call('ZRANGEBYSCORE', TICKETS, '(' .. now, '+inf')) do
        call('ZADD', TICKETS, now, ticket)
    end
    for _, ticket in ipairs(call('ZRANGEBYSCORE', TICKETS, '-inf', '(' .. now - told.ticket_seconds)) do
        forget_ticket(ticket)
    end
    for _, key in ipairs(call('ZRANGE', OVER, 0, -1)) do
        local ended = tonumber(call('ZSCORE', OVER, key))
        if ended < now - told.kept_seconds or ended > now then
            for _, ticket in ipairs(call('SMEMBERS', waiters(key))) do forget_ticket(ticket) end
            remove(key)
        end
    end
    for _, line in ipairs({LINE, RUNNING}) do
        for _, key in ipairs(call('ZRANGE', line, 0, -1)) do
            local priority = tonumber(call('HGET', job(key), 'priority') or VISITOR)
            if priority ~= IDLE and call('SCARD', waiters(key)) == 0 then remove(key) end
        end
    end
    for _, owner in ipairs(call('ZRANGE', RUNNERS, 0, -1)) do
        local until_ = tonumber(call('ZSCORE', RUNNERS, owner))
        if math.abs(until_ - now) > CLOCK_STEP then
            call('ZREM', RUNNERS, owner)
            call('HDEL', SLOTS, owner)
        end
    end
    return true
end

return cjson.encode(questions[ARGV[1]]())
