/** The packages that `npm run setup:prepare` fetches, each of one version and with one content. */
import { Problem } from '../tensorflow/problem.mjs';

/** The networks that find faces and their eyes. */
export const faces = {
  name: '@vladmandic/face-api',
  version: '1.7.15',
  integrity: 'sha512-WDMmK3CfNLo8jylWqMoQgf4nIst3M0fzx1dnac96wv/dvMTN4DxC/Pq1DGtduDk1lktCamQ3MIDXFnvrdHTXDw==',
};

const ffmpeg = {
  'linux-x64': [
    '4.1.0',
    'sha512-Y5BWhGLU/WpQjOArNIgXD3z5mxxdV8c41C+U15nsE5yF8tVcdCGet5zPs5Zy3Ta6bU7haGpIzryutqCGQA/W8A==',
  ],
  'linux-arm64': [
    '4.1.4',
    'sha512-dljEqAOD0oIM6O6DxBW9US/FkvqvQwgJ2lGHOwHDDwu/pX8+V0YsDL1xqHbj1DMX/+nP9rxw7G7gcUvGspSoKg==',
  ],
  'darwin-x64': [
    '4.1.0',
    'sha512-Z4EyG3cIFjdhlY8wI9aLUXuH8nVt7E9SlMVZtWvSPnm2sm37/yC2CwjUzyCQbJbySnef1tQwGG2Sx+uWhd9IAw==',
  ],
  'darwin-arm64': [
    '4.1.5',
    'sha512-hYqTiP63mXz7wSQfuqfFwfLOfwwFChUedeCVKkBtl/cliaTM7/ePI9bVzfZ2c+dWu3TqCwLDRWNSJ5pqZl8otA==',
  ],
  'win32-x64': [
    '4.1.0',
    'sha512-Drt5u2vzDnIONf4ZEkKtFlbvwj6rI3kxw1Ck9fpudmtgaZIHD4ucsWB2lCZBXRxJgXR+2IMSti+4rtM4C4rXgg==',
  ],
};

const ffprobe = {
  'linux-x64': [
    '5.2.0',
    'sha512-D3UeqTLYPNs7pBWPLUYGehPdRVqU8eACox4OZy3pZUZatxye2YKlvBwEfaLdL1v2Z4FOAlLUhms0kY8m8kqSRA==',
  ],
  'linux-arm64': [
    '5.2.0',
    'sha512-X1VvWtlLs6ScP73biVLuHD5ohKJKsMTa0vafCESOen4mOoNeLAYbxOVxDWAdFz9cpZgRiloFj5QD6nDj8E28yQ==',
  ],
  'darwin-x64': [
    '5.1.0',
    'sha512-J+YGscZMpQclFg31O4cfVRGmDpkVsQ2fZujoUdMAAYcP0NtqpC49Hs3SWJpBdsGB4VeqOt5TTm1vSZQzs1NkhA==',
  ],
  'darwin-arm64': [
    '5.0.1',
    'sha512-vwNCNjokH8hfkbl6m95zICHwkSzhEvDC3GVBcUp5HX8+4wsX10SP3B+bGur7XUzTIZ4cQpgJmEIAx6TUwRepMg==',
  ],
  'win32-x64': [
    '5.1.0',
    'sha512-jMGYeAgkrdn4e2vvYt/qakgHRE3CPju4bn5TmdPfoAm1BlX1mY9cyMd8gf5vSzI8gH8Zq5WQAyAkmekX/8TSTg==',
  ],
};

/** { ffmpeg, ffprobe }: the packages with the programs of that platform. Throws Problem where there are none. */
export function programsFor(platform) {
  if (!(platform in ffmpeg)) {
    throw new Problem(`There is no packaged ffmpeg for ${platform}, only for ${Object.keys(ffmpeg).join(', ')}.
Install your system's ffmpeg, then: npm run setup:prepare -- --system-ffmpeg`);
  }
  return { ffmpeg: pinned('ffmpeg', ffmpeg, platform), ffprobe: pinned('ffprobe', ffprobe, platform) };
}

function pinned(program, versions, platform) {
  const [version, integrity] = versions[platform];
  return { name: `@${program}-installer/${platform}`, version, integrity };
}
