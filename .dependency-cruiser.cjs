// Who may import whom. The layers are told in ARCHITECTURE.md; change them with the design, never to let one import through.
const may = {
  common: [],
  types: ['common'],
  broker: ['common', 'types'],
  state: ['common', 'types'],
  sql: ['common', 'types'],
  functions: ['common', 'types'],
  formats: ['common', 'types'],
  catalog: ['common', 'types', 'sql', 'functions'],
  planner: ['common', 'types', 'sql', 'functions', 'catalog'],
  connectors: ['common', 'types', 'formats', 'catalog/traits'],
  models: ['common', 'types', 'formats'],
  executor: ['common', 'types', 'state', 'functions', 'planner', 'catalog', 'connectors', 'models'],
  session: [
    'common',
    'types',
    'sql',
    'functions',
    'formats',
    'catalog',
    'planner',
    'connectors',
    'models',
    'state',
    'executor',
  ],
  repl: ['common', 'types', 'session', 'sql'],
  demo: ['common', 'types', 'sql', 'broker', 'connectors', 'models', 'repl'],
};
const home = {
  'node-sql-parser': 'src/sql',
  kafkajs: 'src/connectors/kafka',
  openai: 'src/models/openai',
  undici: 'src/models/openai',
  'cli-table3': 'src/repl/render',
  chalk: 'src/repl',
  'classic-level': 'src/state',
};
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    ...Object.entries(may).map(([folder, ok]) => ({
      name: `layer-${folder}`,
      severity: 'error',
      from: { path: `^src/${folder}/` },
      to: { path: `^src/(?!(${[folder, ...ok].join('|')})[/.])` },
    })),
    {
      name: 'plug-ins-stay-behind-their-list',
      severity: 'error',
      from: { pathNot: '^src/(connectors|models)/' },
      to: { path: '^src/(connectors|models)/[^/]+/' },
    },
    {
      name: 'plug-ins-know-no-sibling',
      severity: 'error',
      from: { path: '^src/(connectors|models)/([^/]+)/' },
      to: { path: '^src/$1/[^/]+/', pathNot: '^src/$1/$2/' },
    },
    ...Object.entries(home).map(([name, dir]) => ({
      name: `home-of-${name}`,
      severity: 'error',
      from: { path: '^src/', pathNot: `^${dir}/` },
      to: { path: `node_modules/${name}/` },
    })),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
  },
};
