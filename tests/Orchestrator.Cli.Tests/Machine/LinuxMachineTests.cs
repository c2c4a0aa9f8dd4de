using Microsoft.Extensions.Time.Testing;
using Orchestrator.Hosting.Machine;

namespace Orchestrator.Cli.Tests.Machine;

/// <summary>How a machine is, is read from the files that Linux keeps of it.</summary>
public sealed class LinuxMachineTests : IDisposable
{
    private readonly TemporaryDirectory _root = new();

    [Fact]
    public void A_laptop_on_its_battery_tells_charge_heat_and_memory()
    {
        Write("sys/class/power_supply/BAT0/type", "Battery\n");
        Write("sys/class/power_supply/BAT0/capacity", "37\n");
        Write("sys/class/power_supply/BAT0/status", "Discharging\n");
        Write("sys/class/power_supply/AC/type", "Mains\n");
        Write("sys/class/thermal/thermal_zone0/temp", "41000\n");
        Write("sys/class/thermal/thermal_zone1/temp", "63500\n");
        Write("proc/meminfo", "MemTotal:       8000000 kB\nMemFree:         100000 kB\nMemAvailable:   2097152 kB\n");

        Assert.Equal(new() { BatteryPercent = 37, OnBattery = true, TemperatureCelsius = 63.5, AvailableMemoryMegabytes = 2048 }, new LinuxMachine(_root.Root).Read());
    }

    [Fact]
    public void A_mouse_is_no_battery_of_the_machine_and_nonsense_of_a_sensor_is_not_known()
    {
        Write("sys/class/power_supply/hid-1/type", "Battery\n");
        Write("sys/class/power_supply/hid-1/scope", "Device\n");
        Write("sys/class/power_supply/hid-1/capacity", "3\n");
        Write("sys/class/thermal/thermal_zone0/temp", "-274000\n");
        Write("sys/class/thermal/thermal_zone1/temp", "hot\n");
        Write("proc/meminfo", "MemTotal: a lot\n");

        Assert.Equal(new DeviceState(), new LinuxMachine(_root.Root).Read());
    }

    [Fact]
    public void A_machine_that_tells_nothing_is_not_known() => Assert.Equal(new DeviceState(), new LinuxMachine(_root.Root).Read());

    [Fact]
    public void A_state_is_read_again_after_some_seconds_and_stays_the_same_object_while_nothing_changes()
    {
        var time = new FakeTimeProvider();
        var watch = new MachineWatch(new(_root.Root), time);
        var first = watch.State;
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Same(first, watch.State);

        Write("proc/meminfo", "MemAvailable: 1024 kB\n");
        Assert.Same(first, watch.State);
        time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(1, watch.State.AvailableMemoryMegabytes);
    }

    public void Dispose() => _root.Dispose();

    private void Write(string path, string text)
    {
        var file = Path.Combine(_root.Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
