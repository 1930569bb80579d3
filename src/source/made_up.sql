CREATE TABLE as_users (id INTEGER PRIMARY KEY, username TEXT NOT NULL UNIQUE, email TEXT, phone TEXT, lastName TEXT,
  firstName TEXT, middleName TEXT, birthday TEXT, city TEXT, created TEXT, updated TEXT);
CREATE TABLE as_roles (id INTEGER PRIMARY KEY, code TEXT NOT NULL UNIQUE, name TEXT);
CREATE TABLE as_userRoles (userID INTEGER NOT NULL, roleID INTEGER NOT NULL, PRIMARY KEY (userID, roleID));
CREATE TABLE xx_suppliers (id INTEGER PRIMARY KEY, userID INTEGER NOT NULL UNIQUE, name TEXT NOT NULL, inn TEXT, phone TEXT,
  email TEXT, site TEXT, address TEXT, cooperationType TEXT, statusCode TEXT, srsStatusCode TEXT, srsAmount NUMERIC,
  created TEXT, updated TEXT);
CREATE TABLE xx_clients (id INTEGER PRIMARY KEY, userID INTEGER NOT NULL UNIQUE, statusCode TEXT, sourceCode TEXT,
  isVip INTEGER, created TEXT, updated TEXT);
CREATE TABLE xx_courses (id INTEGER PRIMARY KEY, supplierID INTEGER, name TEXT NOT NULL, sku TEXT, description TEXT,
  price NUMERIC, formatCode TEXT, url TEXT, startDate TEXT, statusCode TEXT, created TEXT, updated TEXT);
CREATE TABLE xx_orderCourses (id INTEGER PRIMARY KEY, clientID INTEGER NOT NULL, courseID INTEGER NOT NULL, price NUMERIC,
  progress INTEGER, statusCode TEXT, started TEXT, finished TEXT, created TEXT, updated TEXT, UNIQUE (clientID, courseID));
INSERT INTO as_roles VALUES (1, 'admin', 'Админ'), (2, 'supplier', 'Поставщик'), (3, 'client', 'Клиент');
INSERT INTO as_users VALUES
  (1, 'anna', 'anna@mail.example', '8 (912) 000-00-01', 'Орлова', 'Анна', 'Ивановна', '1980-03-01', 'Пермь', '2026-01-01', '2026-02-01'),
  (2, 'boris', 'boris@mail.example', '+7 912 000 00 02', 'Соколов', 'Борис', 'Петрович', '1991-07-15', 'Омск', '2026-01-02', '2026-02-02'),
  (3, 'vera', 'vera@mail.example', '+7 912 000 00 03', 'Волкова', 'Вера', NULL, NULL, 'Тула', '2026-01-03', '2026-02-03');
INSERT INTO as_userRoles VALUES (1, 2), (2, 3), (3, 2), (3, 3);
INSERT INTO xx_suppliers VALUES
  (11, 1, 'ООО «Школа»', '7700000001', '+74950000001', 's@school.example', 'https://school.example', 'г. Пермь', 'FIXED', 'contract', NULL, NULL, '2026-01-01', NULL),
  (13, 3, 'ИП Волкова', '7700000003', NULL, NULL, NULL, NULL, 'CPC', 'new', 'calc', 1500.5, '2026-01-03', NULL);
INSERT INTO xx_clients VALUES (22, 2, 'active', 'site', 1, '2026-01-02', NULL), (23, 3, 'lead', 'friend', 0, '2026-01-03', NULL);
INSERT INTO xx_courses VALUES
  (77, 11, 'Основы Rust', 'R-1', 'Вводный курс.', 12000.5, 'online', 'https://school.example/c/77', '2026-12-01', 'review', '2026-01-01', NULL);
INSERT INTO xx_orderCourses VALUES (900, 22, 77, 9000, 40, 'learning', '2026-11-01', NULL, '2026-10-01', NULL);
