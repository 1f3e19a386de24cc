/** Every bound of a theme and of a render, by name. */
export const limits = {
  templateBytes: 64 * 1024,
  templateNodes: 2_000,
  templateDepth: 20,
  templateLines: 150,
  loopNesting: 3,
  /** Names of one path; and dots in a row of text, which are looked at before anything is parsed. */
  pathSteps: 12,
  pathScan: 200,
  parentSteps: 2,
  themeFiles: 400,
  themeBytes: 6 * 1024 * 1024,
  assetBytes: 1024 * 1024,
  settings: 20,
  /** Items of one list that are shown; a model should not carry more. */
  listItems: 200,
  /** Rounds of all loops of one page together. */
  rounds: 5_000,
  pageChars: 1024 * 1024,
} as const
