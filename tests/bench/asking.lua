-- Each line of the file is one visitor: path, cookie, body, divided by tabs. Without a body it is a GET.
-- ASK=unique puts a number behind the address, so that nobody has kept the page.
local visitors, at = {}, 0
local unique = os.getenv("ASK") == "unique"

function init(args)
  for line in io.lines(args[1]) do
    local path, cookie, body = line:match("^([^\t]*)\t([^\t]*)\t([^\t]*)$")
    visitors[#visitors + 1] = {path, cookie, body}
  end
end

local known = os.getenv("KNOWN")

function request()
  at = at + 1
  if unique or known then
    local one = visitors[1]
    local path = unique and (one[1] .. "?n=" .. at) or one[1]
    return wrk.format("GET", path, known and {["If-None-Match"] = known} or {}, nil)
  end
  local one = visitors[at]
  if not one then
    one = visitors[(at - 1) % #visitors + 1]
    if one[3] ~= "" then wrk.thread:stop() end
  end
  if one[3] == "" then
    return wrk.format("GET", one[1], {}, nil)
  end
  return wrk.format("POST", one[1],
    {["Cookie"] = one[2], ["Content-Type"] = "application/x-www-form-urlencoded"}, one[3])
end

function done(summary, latency)
  local out = io.open(os.getenv("OUT"), "w")
  out:write(string.format('{"requests": %d, "seconds": %.6f, "p50_ms": %.3f, "p99_ms": %.3f, "refused": %d, "broken": %d}',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3,
    summary.errors.status, summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout))
  out:close()
end
