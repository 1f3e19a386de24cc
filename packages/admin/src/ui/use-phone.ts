import { useSyncExternalStore } from 'react'

const query = window.matchMedia('(max-width: 767px)')

function subscribe(callback: () => void): () => void {
  query.addEventListener('change', callback)
  return () => query.removeEventListener('change', callback)
}

/** True on screens that get the bottom bar. */
export function usePhone(): boolean {
  return useSyncExternalStore(subscribe, () => query.matches)
}
