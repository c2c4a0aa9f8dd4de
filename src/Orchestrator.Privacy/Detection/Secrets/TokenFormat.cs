using System.Buffers;

namespace Orchestrator.Privacy;

/// <summary>A token that its issuer marks with a prefix.</summary>
/// <param name="Prefix">The prefix.</param>
/// <param name="Characters">What the rest is made of.</param>
/// <param name="Shortest">How long the rest is at least.</param>
/// <param name="Longest">How long the rest is at most; a longer run is no token of this format.</param>
/// <param name="Tail">What the rest ends in.</param>
internal sealed record TokenFormat(string Prefix, SearchValues<char> Characters, int Shortest, int Longest, string? Tail = null)
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    private const string Numbers = "0123456789";
    private static readonly SearchValues<char> Alnum = SearchValues.Create(Letters + Numbers);
    private static readonly SearchValues<char> Upper = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZ" + Numbers);
    private static readonly SearchValues<char> Hex = SearchValues.Create("abcdefABCDEF" + Numbers);
    private static readonly SearchValues<char> Word = SearchValues.Create(Letters + Numbers + "_-");
    private static readonly SearchValues<char> Wide = SearchValues.Create(Letters + Numbers + "_-=.");
    private static readonly SearchValues<char> Base64 = SearchValues.Create(Letters + Numbers + "_-=+/.");

    /// <summary>
    /// Formats that issuers document: the prefixes of GitHub, GitLab, AWS and others are in their own token references.
    /// </summary>
    public static IReadOnlyList<TokenFormat> All { get; } =
    [
        // clouds
        new("AKIA", Upper, 16, 16), new("ASIA", Upper, 16, 16), new("ABIA", Upper, 16, 16), new("ACCA", Upper, 16, 16), new("A3T", Upper, 17, 17),
        new("ABSK", Base64, 100, 300), new("bedrock-api-key-YmVkcm9jay5hbWF6b25hd3MuY29t", Base64, 0, 4000), new("AIza", Word, 35, 35), new("ya29.", Word, 20, 2000), new("GOCSPX-", Word, 24, 40),
        new("dop_v1_", Hex, 64, 64), new("doo_v1_", Hex, 64, 64), new("dor_v1_", Hex, 64, 64), new("LTAI", Alnum, 16, 24),
        new("HRKU-", Word, 36, 80), new("FlyV1 fm", Base64, 60, 4000), new("fm1a_", Base64, 60, 4000), new("fm1r_", Base64, 60, 4000), new("fm2_", Base64, 60, 4000), new("fo1_", Word, 40, 50),
        new("v1.0-", Word, 150, 200), new("dapi", Hex, 32, 34), new("4b1d", Alnum, 38, 38),
        new("pscale_tkn_", Wide, 32, 64), new("pscale_oauth_", Wide, 32, 64), new("pscale_pw_", Wide, 32, 64), new("scw_", Word, 36, 64),
        // models
        new("sk-ant-api03-", Word, 72, 120, "AA"), new("sk-ant-admin01-", Word, 72, 120, "AA"), new("sk-ant-oat01-", Word, 80, 120), new("sk-proj-", Word, 40, 300), new("sk-svcacct-", Word, 40, 300), new("sk-admin-", Word, 40, 300), new("sk-or-v1-", Hex, 64, 64),
        new("sk-", Alnum, 32, 64), new("hf_", Alnum, 30, 40), new("api_org_", Alnum, 34, 34), new("pplx-", Alnum, 40, 64), new("gsk_", Alnum, 40, 64), new("r8_", Alnum, 30, 44), new("xai-", Alnum, 60, 100),
        // code
        new("ghp_", Alnum, 36, 255), new("gho_", Alnum, 36, 255), new("ghu_", Alnum, 36, 255), new("ghs_", Alnum, 36, 255), new("ghr_", Alnum, 36, 255), new("github_pat_", Word, 50, 255),
        new("glpat-", Wide, 20, 320), new("glptt-", Hex, 40, 40), new("gldt-", Word, 20, 64), new("glrt-", Wide, 20, 320), new("glcbt-", Wide, 20, 320), new("glft-", Word, 20, 64),
        new("glffct-", Word, 20, 64), new("glimt-", Word, 20, 64), new("glagent-", Word, 50, 64), new("gloas-", Word, 64, 64), new("glsoat-", Word, 20, 64), new("GR1348941", Word, 20, 20), new("_gitlab_session=", Alnum, 32, 32),
        new("npm_", Alnum, 36, 36), new("pypi-AgE", Word, 50, 1000), new("rubygems_", Hex, 48, 48), new("oy2", Alnum, 43, 43), new("CLOJARS_", Alnum, 60, 60),
        new("ATATT3", Base64, 150, 260), new("ATBB", Alnum, 24, 40), new("ATCTT3", Base64, 60, 260), new("PMAK-", Word, 59, 59), new("pul-", Hex, 40, 40), new("dckr_pat_", Word, 27, 32),
        new("sgp_local_", Hex, 40, 40), new("sgp_", Hex, 40, 40), new("p8e-", Hex, 32, 32), new("AKCp", Alnum, 69, 69), new("cmVmd", Alnum, 59, 59), new("sonar_", Alnum, 40, 40), new("squ_", Hex, 40, 40), new("sqp_", Hex, 40, 40), new("sqa_", Hex, 40, 40),
        // chat and services
        new("xoxb-", Word, 20, 300), new("xoxp-", Word, 20, 300), new("xoxa-", Word, 20, 300), new("xoxs-", Word, 20, 300), new("xoxo-", Word, 40, 300), new("xoxr-", Word, 20, 300), new("xoxe-", Word, 60, 300), new("xoxe.xox", Word, 60, 300), new("xapp-", Word, 30, 300),
        new("hooks.slack.com/services/", Base64, 40, 60), new("hooks.slack.com/workflows/", Base64, 40, 80), new("hooks.slack.com/triggers/", Base64, 40, 80),
        new("SG.", Wide, 66, 66), new("key-", Hex, 32, 32), new("SK", Hex, 32, 32), new("xkeysib-", Word, 64, 90),
        new("sk_live_", Alnum, 10, 120), new("sk_test_", Alnum, 10, 120), new("sk_prod_", Alnum, 10, 120), new("rk_live_", Alnum, 10, 120), new("rk_test_", Alnum, 10, 120), new("rk_prod_", Alnum, 10, 120), new("whsec_", Base64, 32, 64),
        new("sq0atp-", Word, 22, 60), new("sq0csp-", Word, 43, 60), new("EAAA", Word, 60, 60), new("EAACEdEose0cBA", Alnum, 20, 300),
        new("shpat_", Hex, 32, 32), new("shpca_", Hex, 32, 32), new("shppa_", Hex, 32, 32), new("shpss_", Hex, 32, 32), new("shippo_live_", Hex, 40, 40), new("shippo_test_", Hex, 40, 40),
        new("ntn_", Alnum, 46, 46), new("lin_api_", Alnum, 40, 40), new("glsa_", Word, 41, 41), new("glc_", Base64, 32, 400), new("eyJrIjoi", Base64, 60, 400), new("sntryu_", Hex, 64, 64), new("sntrys_eyJ", Base64, 80, 400),
        new("NRAK-", Alnum, 27, 27), new("NRJS-", Alnum, 19, 19), new("NRII-", Word, 32, 32), new("dt0c01.", Wide, 80, 120), new("dnkey-", Wide, 50, 100), new("dp.pt.", Alnum, 43, 43), new("duffel_", Wide, 45, 60),
        new("EZAK", Alnum, 54, 54), new("EZTK", Alnum, 54, 54), new("FLWSECK_TEST-", Word, 12, 40), new("FLWPUBK_TEST-", Word, 32, 40), new("FLWSECK-", Word, 32, 60), new("fio-u-", Wide, 64, 64),
        new("ico-", Alnum, 32, 32), new("pnu_", Alnum, 36, 36), new("rdme_", Alnum, 70, 70), new("tk-us-", Word, 48, 48), new("tfp_", Wide, 59, 59), new("sm_aat_", Alnum, 16, 16), new("sm_pat_", Alnum, 16, 16), new("sm_sat_", Alnum, 16, 16),
        new("API-", Upper, 26, 26), new("ops_eyJ", Base64, 200, 1000), new("A3-", Word, 30, 44), new("AGE-SECRET-KEY-1", Alnum, 58, 58), new("sha256~", Word, 43, 43), new("t1.", Wide, 80, 140), new("AQVN", Word, 35, 38), new("YC", Word, 38, 38),
        // vaults and infrastructure
        new("hvs.", Word, 24, 200), new("hvb.", Word, 100, 300), new("hvr.", Word, 24, 200), new("pat.", Wide, 60, 80), new("sat.", Wide, 60, 80), new("live_", Wide, 40, 43),
        new("AAAAAAAAAAAAAAAAAAAAA", SearchValues.Create(Letters + Numbers + "%"), 60, 120),
    ];
}
