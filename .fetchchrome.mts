import { ensurePackages } from '/tmp/wt-mailbox-browser/src/lab/packages.ts';
const r = await ensurePackages('browser', console.log);
console.log(r.root);
