-- Two roles for production: the owner migrates, the desk itself can only use the tables. So a stolen connection of the
-- desk cannot drop the triggers that keep history append-only. Run once as a superuser in the desk's empty database:
--     psql -v owner_password=... -v desk_password=... -f docs/postgres-roles.sql claims
-- Then DATABASE_URL names claims_desk for web, workers and beat, and claims_owner for `migrate` and `prepare_desk`.
CREATE ROLE claims_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE claims_desk LOGIN PASSWORD :'desk_password';
-- Finds parts of names quickly; only a superuser or the database's owner may make it. Without it the search finds beginnings.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE, CREATE ON SCHEMA public TO claims_owner;
GRANT USAGE ON SCHEMA public TO claims_desk;
ALTER DEFAULT PRIVILEGES FOR ROLE claims_owner IN SCHEMA public
    GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO claims_desk;
ALTER DEFAULT PRIVILEGES FOR ROLE claims_owner IN SCHEMA public
    GRANT USAGE, SELECT ON SEQUENCES TO claims_desk;
