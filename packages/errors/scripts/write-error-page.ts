import { writeFileSync } from "node:fs";
import { renderErrorPage } from "./error-page.ts";

const page = new URL("../../../docs/errors.md", import.meta.url);
writeFileSync(page, renderErrorPage());
process.stdout.write("Wrote docs/errors.md\n");
