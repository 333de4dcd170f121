/**
 * Sound as a WAV file: PCM of 16 bits, one channel.
 *
 * @see https://www.rfc-editor.org/rfc/rfc2361
 */
export function wavFile(samples: Int16Array, samplingHz: number): Uint8Array<ArrayBuffer> {
  const bytesPerSample = 2;
  const headerBytes = 44;
  const soundBytes = samples.length * bytesPerSample;
  const file = new DataView(new ArrayBuffer(headerBytes + soundBytes));
  let at = 0;
  const text = (letters: string): void => {
    for (const letter of letters) file.setUint8(at++, letter.charCodeAt(0));
  };
  const number = (value: number, bytes: 2 | 4): void => {
    if (bytes === 4) file.setUint32(at, value, true);
    else file.setUint16(at, value, true);
    at += bytes;
  };
  text("RIFF");
  number(headerBytes - 8 + soundBytes, 4);
  text("WAVEfmt ");
  number(16, 4);
  number(1, 2); // PCM
  number(1, 2); // one channel
  number(samplingHz, 4);
  number(samplingHz * bytesPerSample, 4);
  number(bytesPerSample, 2);
  number(8 * bytesPerSample, 2);
  text("data");
  number(soundBytes, 4);
  // Not copied as it stands in memory: that is big-endian on some machines.
  for (const sample of samples) {
    file.setInt16(at, sample, true);
    at += bytesPerSample;
  }
  return new Uint8Array(file.buffer);
}
