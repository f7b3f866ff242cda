import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['dist/', 'node_modules/', '**/*.js', '.out/'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-definitions': 'off',
      // `const { gone: _gone, ...rest }` is how a field is left out.
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      'object-shorthand': ['error', 'properties'],
      'no-useless-rename': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
    },
  },
  // Exit codes as numbers stand in one table: core/outcome.ts and core/exit-codes.ts.
  {
    files: ['src/cli/**/*.ts', 'src/process/**/*.ts', 'src/app/run/watch-run.ts', 'src/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...[
          'ReturnStatement > Literal[raw=/^[0-9]+$/]',
          'ReturnStatement > :matches(ConditionalExpression, LogicalExpression) > Literal[raw=/^[0-9]+$/]',
          'AssignmentExpression[left.property.name="exitCode"] > Literal.right',
          'AssignmentExpression[left.name=/[cC]ode$/] > Literal.right',
          'VariableDeclarator[id.name=/[cC]ode$/] > Literal',
          'VariableDeclarator[id.name=/[cC]ode$/] > ConditionalExpression > Literal[raw=/^[0-9]+$/]',
          'Property[key.name=/[cC]ode$/] > Literal[raw=/^[0-9]+$/]',
          'CallExpression[callee.name="exit"] > Literal[raw=/^[0-9]+$/]',
          'CallExpression[callee.property.name="abort"] > Literal[raw=/^[0-9]+$/]',
        ].map((selector) => ({ selector, message: 'take the exit code from EXITS (core/exit-codes.ts)' })),
      ],
    },
  },
  // Who may import whom stands in .dependency-cruiser.js; what no import shows stands here.
  {
    files: ['src/core/**/*.ts'],
    rules: {
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'core has no clock: take the time as an argument' },
        { object: 'performance', property: 'now', message: 'core has no clock: take the time as an argument' },
        { object: 'Math', property: 'random', message: 'core knows no chance: take the value as an argument' },
      ],
      'no-restricted-globals': ['error', { name: 'globalThis', message: 'core has no clock, no chance and no I/O' }],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'NewExpression[callee.name="Date"][arguments.length=0], CallExpression[callee.name="Date"]',
          message: 'core has no clock: take the time as an argument',
        },
      ],
    },
  },
);
