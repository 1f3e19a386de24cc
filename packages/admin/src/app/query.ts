import { QueryClient } from '@tanstack/react-query'
import { CallError } from '../api/client.js'

const RETRIES_MAX = 2

/** Refusals are answers and are not asked again; silence and server faults are, twice. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) =>
        failures < RETRIES_MAX && !(error instanceof CallError && error.status > 0 && error.status < 500),
    },
  },
})
