-- A supplier who is missing does not hide the course: `supplierID` without `supplierUserID` makes its deal invalid.
SELECT c.id AS courseID, c.supplierID, s.userID AS supplierUserID, s.name AS supplierName, c.name, c.sku, c.description,
       c.price, c.formatCode, c.url, c.startDate, c.statusCode, c.created, c.updated
FROM xx_courses c LEFT JOIN xx_suppliers s ON s.id = c.supplierID
