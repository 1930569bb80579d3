-- A user who is missing does not hide the client: without `knownUserID` the deal is invalid.
SELECT c.userID, c.id AS clientID, u.lastName, u.firstName, u.middleName, u.username, c.statusCode, c.sourceCode,
       c.isVip, c.created, c.updated, u.id AS knownUserID
FROM xx_clients c LEFT JOIN as_users u ON u.id = c.userID
WHERE EXISTS (SELECT 1 FROM as_userRoles ur JOIN as_roles r ON r.id = ur.roleID
              WHERE ur.userID = c.userID AND r.code = 'client')
