SELECT s.userID, s.id AS supplierID, s.name, s.cooperationType, s.srsStatusCode, s.srsAmount, s.created, s.updated
FROM xx_suppliers s
WHERE EXISTS (SELECT 1 FROM as_userRoles ur JOIN as_roles r ON r.id = ur.roleID
              WHERE ur.userID = s.userID AND r.code = 'supplier')
