-- The whole schema of places.gpkg: an OGC GeoPackage 1.3 (OGC 12-128r17).
-- Geometry is WGS 84 (EPSG:4326), longitude before latitude.

PRAGMA application_id = 0x47504B47;  -- "GPKG"
PRAGMA user_version = 10300;

CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined cartesian SRS', -1, 'NONE', -1, 'undefined', NULL),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', NULL),
  ('WGS 84', 4326, 'EPSG', 4326,
   'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]',
   'longitude/latitude coordinates in decimal degrees');

CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE,
  description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));

CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL,
  srs_id INTEGER NOT NULL, z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys (srs_id));

CREATE TABLE gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
  scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));

-- Whose data this is: the manifest's sources with licence and credit line, as JSON.
CREATE TABLE gpkg_metadata (
  id INTEGER CONSTRAINT m_pk PRIMARY KEY ASC NOT NULL, md_scope TEXT NOT NULL DEFAULT 'dataset',
  md_standard_uri TEXT NOT NULL, mime_type TEXT NOT NULL DEFAULT 'text/xml',
  metadata TEXT NOT NULL DEFAULT '');
CREATE TABLE gpkg_metadata_reference (
  reference_scope TEXT NOT NULL, table_name TEXT, column_name TEXT, row_id_value INTEGER,
  timestamp DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  md_file_id INTEGER NOT NULL, md_parent_id INTEGER,
  CONSTRAINT crmr_mfi_fk FOREIGN KEY (md_file_id) REFERENCES gpkg_metadata(id),
  CONSTRAINT crmr_mpi_fk FOREIGN KEY (md_parent_id) REFERENCES gpkg_metadata(id));
INSERT INTO gpkg_extensions VALUES
  ('gpkg_metadata', NULL, 'gpkg_metadata',
   'http://www.geopackage.org/spec120/#extension_metadata', 'read-write'),
  ('gpkg_metadata_reference', NULL, 'gpkg_metadata',
   'http://www.geopackage.org/spec120/#extension_metadata', 'read-write');

-- Every place, as its point, in the order of columns/; the codes are GeoNames'. kind is that of its footprint: 'polygon',
-- 'line' or NULL where there is none but the point. Other names, and the index of points, are in
-- names.marisa and columns/; the corridor network is in network/.
CREATE TABLE places (
  fid INTEGER PRIMARY KEY, geom BLOB NOT NULL, place_id TEXT NOT NULL, name TEXT NOT NULL,
  feature_class TEXT NOT NULL, feature_code TEXT NOT NULL, country_code TEXT NOT NULL,
  admin1_code TEXT NOT NULL, admin2_code TEXT NOT NULL, population INTEGER NOT NULL,
  wikidata TEXT);
-- Most rows hold not a byte of those that are added once they are written:
-- ALTER TABLE places ADD COLUMN kind TEXT;
-- ALTER TABLE places ADD COLUMN rank INTEGER;
-- ALTER TABLE places ADD COLUMN disputed TEXT;

-- Footprints; fid is the place's.
CREATE TABLE polygons (fid INTEGER PRIMARY KEY, geom BLOB NOT NULL, place_id TEXT NOT NULL,
  name TEXT NOT NULL, feature_code TEXT NOT NULL, rank INTEGER);
CREATE TABLE lines (fid INTEGER PRIMARY KEY, geom BLOB NOT NULL, place_id TEXT NOT NULL,
  name TEXT NOT NULL, feature_code TEXT NOT NULL, rank INTEGER);

-- The basemap; detail is Natural Earth's scale: 10, 50 or 110 (million).
CREATE TABLE land (fid INTEGER PRIMARY KEY, geom BLOB NOT NULL, detail INTEGER NOT NULL);
CREATE TABLE boundaries (fid INTEGER PRIMARY KEY, geom BLOB NOT NULL, detail INTEGER NOT NULL,
  kind TEXT NOT NULL, name TEXT NOT NULL, views TEXT NOT NULL);

-- Disputed territory: who claims, who administers, since when, and whose word that is.
CREATE TABLE disputes (fid INTEGER PRIMARY KEY, name TEXT NOT NULL, claimed_by TEXT NOT NULL,
  administered_by TEXT NOT NULL, since TEXT NOT NULL, note TEXT NOT NULL, source TEXT NOT NULL);

-- Which country a worldview has a place in, where that is not ISO 3166's; fid is the place's.
CREATE TABLE worldviews (id INTEGER PRIMARY KEY, view TEXT NOT NULL, fid INTEGER NOT NULL,
  country_fid INTEGER NOT NULL, country_code TEXT NOT NULL, source TEXT NOT NULL,
  UNIQUE (view, fid));
