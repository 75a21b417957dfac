/** Every address outside of the program that it links to. The desktop window opens these in the system's browser, and no other. */

export interface DocumentationLink {
  /** The method, network or format that it describes. */
  readonly about: string;
  readonly label: string;
  readonly url: string;
}

export const documentation: readonly DocumentationLink[] = [
  { about: 'cored', label: 'CoReD: paper', url: 'https://arxiv.org/abs/2107.02408' },
  { about: 'cored', label: 'CoReD: published code', url: 'https://github.com/alsgkals2/CoReD' },
  { about: 'tg', label: 'T-GD: paper', url: 'https://arxiv.org/abs/2008.04115' },
  { about: 'xception', label: 'Xception: paper', url: 'https://arxiv.org/abs/1610.02357' },
  { about: 'efficientnet-b0', label: 'EfficientNet: paper', url: 'https://arxiv.org/abs/1905.11946' },
  { about: 'safetensors', label: 'safetensors: format', url: 'https://github.com/huggingface/safetensors' },
];

export function documentationOf(about: string): readonly DocumentationLink[] {
  return documentation.filter((link) => link.about === about);
}

/** Only the very address: no other page of the same site, nothing added to it. */
export function isDocumentation(url: string): boolean {
  return documentation.some((link) => link.url === url);
}
