\set topic random(1, 8)
UPDATE waiter SET seat = :client_id, claimed_at = now() WHERE id = (
  SELECT id FROM waiter WHERE topic = :topic AND seat IS NULL ORDER BY rank LIMIT 1 FOR UPDATE SKIP LOCKED
) RETURNING id;
