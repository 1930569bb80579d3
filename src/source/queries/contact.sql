-- The roles stand in the order of their index: sorting them by code would sort anew for every user.
SELECT u.id AS userID, u.username, u.email, u.phone, u.lastName, u.firstName, u.middleName, u.birthday, u.city,
       (SELECT group_concat(code, ', ') FROM (SELECT r.code FROM as_userRoles ur CROSS JOIN as_roles r ON r.id = ur.roleID
                                              WHERE ur.userID = u.id ORDER BY ur.roleID)) AS roles,
       u.created, u.updated
FROM as_users u
