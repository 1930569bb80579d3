-- CROSS JOIN keeps the clients outside, in the order of their userID, so that nothing has to be sorted; the users come
-- before the enrolments, so that each is looked up once.
-- A course or user that is missing does not hide the enrolment: without `knownCourseID` or `knownUserID` it is invalid.
SELECT c.userID, o.courseID, o.id AS orderID, o.clientID, u.lastName, u.firstName, u.middleName, u.username,
       k.name AS courseName, k.formatCode, o.price, o.progress, o.statusCode, o.started, o.finished, o.created, o.updated,
       k.id AS knownCourseID, u.id AS knownUserID
FROM xx_clients c
LEFT JOIN as_users u ON u.id = c.userID
CROSS JOIN xx_orderCourses o ON o.clientID = c.id
LEFT JOIN xx_courses k ON k.id = o.courseID
