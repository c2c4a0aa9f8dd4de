using Microsoft.Extensions.Options;

namespace Orchestrator.Device;

internal sealed class DeviceOptionsValidator : IValidateOptions<DeviceOptions>
{
    public ValidateOptionsResult Validate(string? name, DeviceOptions options) =>
        options.IdentityFile is null == options.ClusterAddress is null
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail("DeviceOptions: IdentityFile and ClusterAddress make a link together; set both, or neither for a device on its own.");
}
