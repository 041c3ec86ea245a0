BEGIN;
UPDATE hot SET taken = taken + 1 WHERE id = 1 AND taken < capacity;
INSERT INTO booked (session_id, number) VALUES (1, 1);
COMMIT;
