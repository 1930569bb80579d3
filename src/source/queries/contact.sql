SELECT u.id AS userID, u.username, u.email, u.phone, u.lastName, u.firstName, u.middleName, u.birthday, u.city,
       (SELECT group_concat(code, ', ') FROM (SELECT r.code FROM as_userRoles ur JOIN as_roles r ON r.id = ur.roleID
                                              WHERE ur.userID = u.id ORDER BY r.code)) AS roles,
       u.created, u.updated
FROM as_users u
