/**
 * By Ctrl-C, by a signal, or because the parent that watches over this process is gone. What comes after the first is heard
 * and changes nothing: a signal to the whole group reaches us from the group and from our parent, and must not cut short
 * the closing that the first began.
 */
export function toldToStop(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => resolve())
    process.once('disconnect', () => resolve())
  })
}
