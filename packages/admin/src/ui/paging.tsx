import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import type { Paged } from '../api/types.js'
import { useTexts } from '../i18n/texts.js'

/** A list by cursors: the rows so far, and whether there are more. */
export function usePaged<T, P extends Paged<T> = Paged<T>>(
  queryKey: QueryKey,
  ask: (cursor: string | null) => Promise<P & Paged<T>>,
) {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: ({ pageParam }) => ask(pageParam),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next ?? undefined,
  })
  const rows = query.data?.pages.flatMap((page) => page.items)
  return {
    data: rows,
    /** For what a list says about itself beside its rows. */
    firstPage: query.data?.pages[0] as P | undefined,
    error: query.error,
    refetch: query.refetch,
    isFetching: query.isFetching,
    hasMore: query.hasNextPage,
    isLoadingMore: query.isFetchingNextPage,
    loadMore: () => void query.fetchNextPage(),
  }
}

interface Growing {
  readonly hasMore: boolean
  readonly isLoadingMore: boolean
  loadMore(): void
}

export function LoadMore({ list }: { readonly list: Growing }) {
  const texts = useTexts()
  if (!list.hasMore) return null
  return (
    <div className="load-more">
      <Button loading={list.isLoadingMore} onClick={list.loadMore}>
        {texts.common.more}
      </Button>
    </div>
  )
}
