import assert from "node:assert/strict";
import { createServer } from "node:http";
import { endpoints, Rest } from "@zignal/rest";

assert.equal(endpoints.length, 242);
const server = createServer((request, response) => {
  response.setHeader("content-type", "application/json");
  response.end(JSON.stringify({ id: "1", path: request.url }));
}).listen(0, "127.0.0.1");
await new Promise((resolve) => server.once("listening", resolve));
const token = `${Buffer.from("123456789012345678").toString("base64url")}.AAAAAA.${"a".repeat(38)}`;
const rest = new Rest({ token, baseUrl: `http://127.0.0.1:${server.address().port}/api/v10` });
assert.equal((await rest.users.getUser("1")).path, "/api/v10/users/1");
await rest.close();
server.close();
