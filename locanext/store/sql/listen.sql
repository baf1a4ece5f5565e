-- name: listen
listen {channel}

-- name: unlisten
unlisten {channel}
