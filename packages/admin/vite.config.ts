import { rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const outDir = fileURLToPath(new URL('./dist', import.meta.url))

/** Old chunks go; what the compiler leaves in the same folder for the tests stays. */
const dropOldChunks = {
  name: 'drop-old-chunks',
  apply: 'build',
  buildStart: () => rmSync(`${outDir}/assets`, { recursive: true, force: true }),
} as const

export default defineConfig({
  base: '/admin/',
  plugins: [react(), dropOldChunks],
  build: {
    outDir,
    emptyOutDir: false,
    // Nothing may be inlined into the page: its policy allows no inline script.
    modulePreload: { polyfill: false },
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 1200,
  },
  server: { proxy: { '/api': { target: 'http://localhost:3000' } } },
})
