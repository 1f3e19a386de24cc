import { type ThemeConfig, theme } from 'antd'
import type { Language } from '../i18n/texts.js'

const CHINESE = '"PingFang SC","HarmonyOS Sans SC","MiSans","Noto Sans SC","Noto Sans CJK SC"'
/** Chinese fonts draw ’ and “ as wide as a character, so English has its own first. */
const FONTS: Readonly<Record<Language, string>> = {
  'zh-CN': `${CHINESE},system-ui,sans-serif`,
  en: `system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue","Noto Sans",${CHINESE},sans-serif`,
}

/** The console's look: warm greys, one accent that white text reads on, and targets a thumb can hit on a phone. */
export function look(isPhone: boolean, language: Language): ThemeConfig {
  return {
    algorithm: theme.defaultAlgorithm,
    token: {
      colorPrimary: '#b5532a',
      colorInfo: '#b5532a',
      colorLink: '#a4481f',
      colorError: '#c5221f',
      colorSuccess: '#2c7a4b',
      colorWarning: '#b26a00',
      colorSuccessBg: '#e8f4ec',
      colorSuccessBorder: '#b7dcc3',
      colorWarningBg: '#fdf3e0',
      colorWarningBorder: '#efd39b',
      colorErrorBg: '#fdecea',
      colorErrorBorder: '#f3b8b3',
      colorInfoBg: '#fbefe8',
      colorInfoBorder: '#eac6b3',
      colorText: '#2b2320',
      colorTextSecondary: '#6b5f59',
      colorTextTertiary: '#776a63',
      colorTextPlaceholder: '#8d817a',
      colorBgLayout: '#f8f5f2',
      colorBorderSecondary: '#ece6e1',
      colorBorder: '#d9d0c9',
      motion: !window.matchMedia('(prefers-reduced-motion: reduce)').matches,
      borderRadius: 8,
      borderRadiusLG: 12,
      controlHeight: isPhone ? 44 : 36,
      controlHeightSM: isPhone ? 36 : 28,
      fontFamily: FONTS[language],
      fontSize: 14,
      lineHeight: 1.6,
      boxShadowTertiary: '0 1px 3px rgb(43 35 32 / 8%)',
    },
    components: {
      Layout: { siderBg: '#fffdfb', headerBg: '#fffdfb', bodyBg: '#f8f5f2', headerPadding: '0 24px' },
      Menu: { itemBg: 'transparent', itemHeight: 44, itemBorderRadius: 8, activeBarBorderWidth: 0 },
      Table: { headerBg: '#fbf8f5', cellPaddingBlock: 12 },
      Form: { itemMarginBottom: 20, verticalLabelPadding: '0 0 6px' },
    },
  }
}
