-- The platform's tables as an installation with the former integration has them.
CREATE TABLE as_users (
  id          INTEGER PRIMARY KEY,
  username    TEXT NOT NULL UNIQUE,
  email       TEXT,
  phone       TEXT,
  lastName    TEXT,
  firstName   TEXT,
  middleName  TEXT,
  birthday    TEXT,
  city        TEXT,
  created     TEXT,
  updated     TEXT,
  amoContactID INTEGER
);

CREATE TABLE as_roles (
  id    INTEGER PRIMARY KEY,
  code  TEXT NOT NULL UNIQUE,
  name  TEXT
);

CREATE TABLE as_userRoles (
  userID INTEGER NOT NULL REFERENCES as_users(id),
  roleID INTEGER NOT NULL REFERENCES as_roles(id),
  PRIMARY KEY (userID, roleID)
);

CREATE TABLE xx_suppliers (
  id              INTEGER PRIMARY KEY,
  userID          INTEGER NOT NULL UNIQUE REFERENCES as_users(id),
  name            TEXT NOT NULL,
  inn             TEXT,
  phone           TEXT,
  email           TEXT,
  site            TEXT,
  address         TEXT,
  cooperationType TEXT,
  statusCode      TEXT,
  srsStatusCode   TEXT,
  srsAmount       NUMERIC,
  created         TEXT,
  updated         TEXT,
  amoCompanyID    INTEGER,
  amoDealID       INTEGER,
  amoSrsDealID    INTEGER
);

CREATE TABLE xx_clients (
  id          INTEGER PRIMARY KEY,
  userID      INTEGER NOT NULL UNIQUE REFERENCES as_users(id),
  statusCode  TEXT,
  sourceCode  TEXT,
  isVip       INTEGER,
  created     TEXT,
  updated     TEXT,
  amoDealID   INTEGER
);

CREATE TABLE xx_courses (
  id          INTEGER PRIMARY KEY,
  supplierID  INTEGER REFERENCES xx_suppliers(id),
  name        TEXT NOT NULL,
  sku         TEXT,
  description TEXT,
  price       NUMERIC,
  formatCode  TEXT,
  url         TEXT,
  startDate   TEXT,
  statusCode  TEXT,
  created     TEXT,
  updated     TEXT,
  amoProductID INTEGER,
  amoDealID    INTEGER
);

CREATE TABLE xx_orderCourses (
  id          INTEGER PRIMARY KEY,
  clientID    INTEGER NOT NULL REFERENCES xx_clients(id),
  courseID    INTEGER NOT NULL REFERENCES xx_courses(id),
  price       NUMERIC,
  progress    INTEGER,
  statusCode  TEXT,
  started     TEXT,
  finished    TEXT,
  created     TEXT,
  updated     TEXT,
  amoDealID   INTEGER,
  UNIQUE (clientID, courseID)
);
