/** The headers of everything that a host serves to the interface, the same for the browser server and app://. */

/**
 * Nothing from elsewhere, nothing inline, no plug-ins, no frames, no forms but where the page is one.
 * `connect` lists what scripts may talk to besides their own origin.
 */
export function contentSecurityPolicy(connect: readonly string[], form: "'none'" | "'self'" = "'none'"): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob: data:",
    "font-src 'self'",
    ['connect-src', "'self'", ...connect].join(' '),
    "frame-ancestors 'none'",
    "base-uri 'none'",
    `form-action ${form}`,
  ].join('; ');
}

export function pageHeaders(connect: readonly string[]): Record<string, string> {
  return {
    'Content-Security-Policy': contentSecurityPolicy(connect),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Embedder-Policy': 'require-corp',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Permissions-Policy': 'camera=(), microphone=(), geolocation=(), usb=(), serial=(), payment=()',
  };
}
