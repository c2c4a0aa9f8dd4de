using System.Buffers.Binary;
using System.Text;

namespace Orchestrator.Training.Native;

/// <summary>
/// Lets libLibTorchSharp.so load where libstdc++ is older than GCC 13's. Its only need of version GLIBCXX_3.4.32 is the
/// marker symbol _ZSt21ios_base_library_initv, which says "streams initialise themselves" and is never called when
/// absent; so the version need and the symbol are marked weak. The copy beside the program is changed, not the package.
/// </summary>
internal static class TorchLibrary
{
    const string Version = "GLIBCXX_3.4.32";
    const string Symbol = "_ZSt21ios_base_library_initv";
    const uint SectionDynamicSymbols = 11, SectionVersionNeeds = 0x6ffffffe;

    public static void MakeLoadable()
    {
        if (!OperatingSystem.IsLinux())
            return;
        foreach (var path in Directory.EnumerateFiles(AppContext.BaseDirectory, "libLibTorchSharp.so", SearchOption.AllDirectories))
        {
            var bytes = File.ReadAllBytes(path);
            if (!Weaken(bytes))
                continue;
            // A new file, for the output may be a link into the package cache.
            var patched = path + ".patched";
            File.WriteAllBytes(patched, bytes);
            File.Move(patched, path, overwrite: true);
        }
    }

    static bool Weaken(byte[] elf)
    {
        if (elf.Length < 64 || !elf.AsSpan(0, 5).SequenceEqual("\u007fELF\u0002"u8))
            return false;
        var sections = ReadSections(elf);
        var symbols = sections.Find(s => s.Type == SectionDynamicSymbols);
        var needs = sections.Find(s => s.Type == SectionVersionNeeds);
        if (symbols is null || needs is null)
            return false;
        var strings = sections[(int)symbols.Link];
        return WeakenNeeds(elf, needs, strings) | WeakenSymbol(elf, symbols, strings);
    }

    static bool WeakenNeeds(byte[] elf, Section needs, Section strings)
    {
        var changed = false;
        var at = (int)needs.Offset;
        while (true)
        {
            var entry = elf.AsSpan(at);
            var count = BinaryPrimitives.ReadUInt16LittleEndian(entry[2..]);
            var aux = at + (int)BinaryPrimitives.ReadUInt32LittleEndian(entry[8..]);
            for (var i = 0; i < count; i++)
            {
                var need = elf.AsSpan(aux);
                var flags = BinaryPrimitives.ReadUInt16LittleEndian(need[4..]);
                if (Name(elf, strings, BinaryPrimitives.ReadUInt32LittleEndian(need[8..])) == Version && (flags & 2) == 0)
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(need[4..], (ushort)(flags | 2));
                    changed = true;
                }

                aux += (int)BinaryPrimitives.ReadUInt32LittleEndian(need[12..]);
            }

            var next = BinaryPrimitives.ReadUInt32LittleEndian(entry[12..]);
            if (next == 0)
                return changed;
            at += (int)next;
        }
    }

    static bool WeakenSymbol(byte[] elf, Section symbols, Section strings)
    {
        const int Size = 24, Weak = 2;
        var changed = false;
        for (var at = (int)symbols.Offset; at < (int)(symbols.Offset + symbols.Size); at += Size)
        {
            if (Name(elf, strings, BinaryPrimitives.ReadUInt32LittleEndian(elf.AsSpan(at))) != Symbol || elf[at + 4] >> 4 == Weak)
                continue;
            elf[at + 4] = (byte)((Weak << 4) | (elf[at + 4] & 15));
            changed = true;
        }

        return changed;
    }

    static List<Section> ReadSections(byte[] elf)
    {
        var start = (int)BinaryPrimitives.ReadUInt64LittleEndian(elf.AsSpan(0x28));
        var size = BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(0x3A));
        var count = BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(0x3C));
        return [.. Enumerable.Range(0, count).Select(i =>
        {
            var s = elf.AsSpan(start + (i * size));
            return new Section(
                BinaryPrimitives.ReadUInt32LittleEndian(s[4..]), BinaryPrimitives.ReadUInt64LittleEndian(s[24..]),
                BinaryPrimitives.ReadUInt64LittleEndian(s[32..]), BinaryPrimitives.ReadUInt32LittleEndian(s[40..]));
        })];
    }

    static string Name(byte[] elf, Section strings, uint offset)
    {
        var start = (int)(strings.Offset + offset);
        return Encoding.ASCII.GetString(elf, start, Array.IndexOf(elf, (byte)0, start) - start);
    }

    sealed record Section(uint Type, ulong Offset, ulong Size, uint Link);
}
