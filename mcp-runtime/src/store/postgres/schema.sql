CREATE TABLE mcp_version (version integer NOT NULL);
INSERT INTO mcp_version VALUES (1);
CREATE TABLE mcp_store (
    grp text COLLATE "C" NOT NULL,
    id text COLLATE "C" NOT NULL,
    value bytea NOT NULL,
    revision bigint NOT NULL,
    ends timestamptz NOT NULL,
    PRIMARY KEY (grp, id)
);
CREATE INDEX mcp_store_ends ON mcp_store (ends);
CREATE TABLE mcp_changes (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    change text NOT NULL,
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
-- What is old is deleted every minute; ids and times grow together.
CREATE INDEX mcp_changes_at ON mcp_changes USING brin (at);
