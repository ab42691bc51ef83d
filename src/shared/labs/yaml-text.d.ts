/** A YAML file as its text, bundled by Vite. */
declare module '*.yaml?raw' {
  const text: string
  export default text
}
