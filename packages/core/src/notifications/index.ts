export { type ChannelProvider, ChannelProviders, SANDBOX } from './channels/channel.types.js'
export * as contacts from './contacts/index.js'
export { deliveryRoutes } from './delivery.routes.js'
export { PUBLIC_SMTP, type SmtpOptions, smtpProvider } from './email/smtp.provider.js'
export {
  listInbox,
  listSent,
  type MessagePage,
  markRead,
  openInbox,
  parseMessageCursor,
} from './list-messages.js'
export type { MessageCursor, MessageRow } from './message.queries.js'
export { inboxRoutes, messageAdminRoutes, operatorMessageRoutes } from './message.routes.js'
export { messageConsoleRoutes } from './message-console.routes.js'
export { MESSAGE_ERRORS } from './notification.errors.js'
export { TEMPLATES, type TemplateData, type TemplateName } from './notification.templates.js'
export { type Notice, notify, notifyText, type Recipient, type TextNotice } from './notify.js'
export { sandboxMessengers } from './sandbox/sandbox.provider.js'
export { sandboxMessageRoutes } from './sandbox/sandbox.routes.js'
export { messageJobs, messageQueuedHandler, messageSweepers } from './sends/send.jobs.js'
export { type MessageEvent, OUR_EVENTS } from './settings/message-events.js'
export { DEFAULT_MESSAGE_SETTINGS, saveMessageSettings } from './settings/message-settings.js'
export { insertStaffNotice } from './staff-notice.queries.js'
export { staffNoticeRoutes } from './staff-notice.routes.js'
export { isKnownName } from './template-variables.rules.js'
