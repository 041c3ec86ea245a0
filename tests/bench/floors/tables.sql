DROP TABLE IF EXISTS hot, booked;
CREATE TABLE hot (id int PRIMARY KEY, capacity int NOT NULL, taken int NOT NULL DEFAULT 0);
CREATE TABLE booked (id bigserial PRIMARY KEY, session_id int NOT NULL, number int NOT NULL);
INSERT INTO hot SELECT n, 1000000000 FROM generate_series(1, 50) n;
