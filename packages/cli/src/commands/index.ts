/** Does the work of one command with the arguments after its name; resolves to the exit code. */
export type RunCommand = (args: readonly string[]) => Promise<number>

export interface Command {
  summary: string
  load(): Promise<RunCommand>
}

/** Every command by name. Loaded only when asked for, so that each starts as fast as it can. */
export const commands: Readonly<Record<string, Command>> = {
  start: {
    summary: '启动 · bring the product up',
    load: async () => (await import('./start.js')).start,
  },
  dev: {
    summary: '边改边看 · like start, and a change is seen within two seconds',
    load: async () => (await import('./dev.js')).dev,
  },
  seed: {
    summary: '布置示例店铺 · make the demo shops in an empty installation',
    load: async () => (await import('./seed.js')).seed,
  },
  operator: {
    summary: '设置运营账号 · let an account run the installation: npm run operator -- <login>',
    load: async () => (await import('./operator.js')).operator,
  },
  migrate: {
    summary: '更新数据库结构 · bring the structure up to date',
    load: async () => (await import('./migrate.js')).migrateCommand,
  },
  docs: {
    summary: '由代码生成文档 · write the pages that are made from code',
    load: async () => (await import('./docs.js')).docs,
  },
  verify: {
    summary: '核对每一条不变式 · check every invariant on the database in use',
    load: async () => (await import('./verify.js')).verify,
  },
  'plugin:new': {
    summary: '新建插件 · write a new plugin: npm run plugin:new <id>',
    load: async () => (await import('./plugin-new.js')).pluginNew,
  },
  'plugin:check': {
    summary: '检查一个插件 · everything about one plugin: npm run plugin:check <id>',
    load: async () => (await import('./plugin-check.js')).pluginCheck,
  },
  'plugin:add': {
    summary:
      '安装插件 · install a plugin: npm run plugin:add -- <目录 folder | npm 包名 name[@version] | .tgz>',
    load: async () => (await import('./plugin-add.js')).pluginAdd,
  },
  'plugin:remove': {
    summary: '卸下插件 · take a plugin out: npm run plugin:remove -- <id> [--force]',
    load: async () => (await import('./plugin-remove.js')).pluginRemove,
  },
  'plugin:replay': {
    summary:
      '今天的规则重算最近的订单 · what today’s rules make of the latest orders: npm run plugin:replay [-- [<order>] --store <slug> --orders 200]',
    load: async () => (await import('./plugin-replay.js')).pluginReplay,
  },
  conformance: {
    summary: '插件一致性检查 · what every plugin keeps: npm run conformance [-- <id | folder>…]',
    load: async () => (await import('./conformance.js')).conformance,
  },
  test: {
    summary: '运行测试 · run the tests: npm test [-- <file>…]',
    load: async () => (await import('./test.js')).test,
  },
  bench: {
    summary:
      '测速，与同一次运行中的极限相比 · measure against limits of the same run: npm run bench [-- <measure>…]',
    load: async () => (await import('./bench.js')).bench,
  },
  soak: {
    summary:
      '十万笔佣金结算，途中杀掉进程十次 · settle 100,000 earnings, killed ten times on the way: npm run soak [-- <entries>]',
    load: async () => (await import('./soak.js')).soak,
  },
  check: {
    summary: '检查类型、风格、分层、无用代码 · types, lint, layers, dead code',
    load: async () => (await import('./check.js')).check,
  },
}
