-- name: listen
listen {channel}

-- name: unlisten
unlisten {channel}

-- name: heartbeat
select 1
