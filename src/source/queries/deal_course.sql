-- CROSS JOIN keeps the clients outside, in the order of their userID, so that nothing has to be sorted.
SELECT c.userID, o.courseID, o.id AS orderID, o.clientID, u.lastName, u.firstName, u.middleName, u.username,
       k.name AS courseName, k.formatCode, o.price, o.progress, o.statusCode, o.started, o.finished, o.created, o.updated
FROM xx_clients c
CROSS JOIN xx_orderCourses o ON o.clientID = c.id
JOIN xx_courses k ON k.id = o.courseID
JOIN as_users u ON u.id = c.userID
