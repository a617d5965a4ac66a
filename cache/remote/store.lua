-- Answers by key, those used longest ago removed first when they are more than the limit.
--
-- KEYS[1] begins every name; ARGV[1] is the question. An answer has an expiry, renewed at each
-- reading, so that a Redis of policy `volatile-lru` may also take answers itself. What it takes is
-- still in the index below until it is asked for or is the oldest, and then leaves it.

local P = KEYS[1] .. 'answers:'
local USED, SIZES, TOTAL = P .. 'used', P .. 'sizes', P .. 'total'
local key = ARGV[2]

local function forget(one)
    redis.call('DEL', P .. one)
    redis.call('ZREM', USED, one)
    local size = redis.call('HGET', SIZES, one)
    if size then
        redis.call('HDEL', SIZES, one)
        redis.call('DECRBY', TOTAL, size)
    end
end

local function use(one)
    local time = redis.call('TIME')
    redis.call('ZADD', USED, tonumber(time[1]) + tonumber(time[2]) / 1e6, one)
end

local questions = {}

function questions.get()
    local data = redis.call('GET', P .. key)
    if not data then
        forget(key)
        return false
    end
    -- First, because a full Redis refuses what takes memory only as a script's first write.
    redis.call('EXPIRE', P .. key, ARGV[3])
    use(key)
    return data
end

function questions.put()
    local data, seconds, limit = ARGV[3], ARGV[4], tonumber(ARGV[5])
    -- First, so that a full Redis refuses all of it or nothing.
    redis.call('SET', P .. key, data, 'EX', seconds)
    local before = redis.call('HGET', SIZES, key) or 0
    redis.call('HSET', SIZES, key, #data)
    use(key)
    local total = redis.call('INCRBY', TOTAL, #data - before)
    while total > limit do
        local oldest = redis.call('ZRANGE', USED, 0, 0)[1]
        if not oldest or oldest == key then break end
        forget(oldest)
        total = tonumber(redis.call('GET', TOTAL))
    end
    return 1
end

function questions.drop()
    forget(key)
    return 1
end

function questions.state()
    redis.call('SET', P .. 'probe', 1, 'EX', 60)
    return {redis.call('ZCARD', USED), tonumber(redis.call('GET', TOTAL) or 0)}
end

return questions[ARGV[1]]()
