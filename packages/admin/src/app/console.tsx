import { QueryClientProvider } from '@tanstack/react-query'
import { App, ConfigProvider, type ConfigProviderProps } from 'antd'
import dayjs from 'dayjs'
import { useEffect, useMemo } from 'react'
import { RouterProvider } from 'react-router'
import { onSignedOut } from '../api/client.js'
import { Speaking, useSpeech } from '../i18n/texts.js'
import { usePhone } from '../ui/use-phone.js'
import { look } from './look.js'
import { queryClient } from './query.js'
import { router } from './router.js'
import { ME } from './session.js'

onSignedOut(() => queryClient.setQueryData(ME, null))

/** The whole console: language, look, data, and the page of the address. */
export function Console() {
  return (
    <QueryClientProvider client={queryClient}>
      <Speaking>
        <Dressed />
      </Speaking>
    </QueryClientProvider>
  )
}

function Dressed() {
  const { antd, language } = useSpeech()
  const isPhone = usePhone()
  const theme = useMemo(() => look(isPhone, language), [isPhone, language])
  useEffect(() => {
    dayjs.locale(language === 'en' ? 'en' : 'zh-cn')
    // Everything the server words is asked for again in the new language.
    void queryClient.invalidateQueries()
  }, [language])
  return (
    <ConfigProvider
      theme={theme}
      locale={antd as NonNullable<ConfigProviderProps['locale']>}
      form={{ scrollToFirstError: { block: 'center' } }}
      button={{ autoInsertSpace: false }}
    >
      <App className="app">
        <RouterProvider router={router} />
      </App>
    </ConfigProvider>
  )
}
