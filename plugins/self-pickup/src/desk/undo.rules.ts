/** A hand-over may be taken back for so long. */
export const UNDO_MINUTES = 10

export function isUndoable(handedAt: Date, at: Date): boolean {
  return at.getTime() - handedAt.getTime() <= UNDO_MINUTES * 60_000
}
