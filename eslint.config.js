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
  // The kube folder is the only one that may import the Kubernetes client (docs/adr).
  {
    files: ['src/**/*.ts'],
    ignores: ['src/kube/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: ['@kubernetes/*', 'undici'] }] },
  },
);
