using System.Text;
using Fleet.Kubernetes.Documents;
using Fleet.Kubernetes.Health;
using Fleet.Kubernetes.Health.Rules;

namespace Fleet.Kubernetes.Tests.Health;

public class HealthRuleSetTests
{
    private const string Rules = """
        rules:
        - group: example.org
          kinds: [Widget]
          checks:
          - {health: Suspended, when: {all: [{field: spec.on, is: false}, {not: {field: status.forced, exists: true}}]}, reason: SwitchedOff}
          - {health: Degraded, when: {condition: "*Broken"}, message: "{condition.type}: {condition.message}"}
          - {health: Degraded, when: {some: status.parts, where: {field: ready, below: want}}, reason: PartsMissing, message: "part {item.name} has {item.ready} of {item.want}"}
          - {switch: status.phase, Healthy: [Up, "*ed"], Progressing: "*", message: "is {value}"}
        - group: "*.example.org"
          statusRequired: false
          otherwise: Unknown
        """;

    [Theory]
    [InlineData("""{"spec":{"on":false},"status":{"phase":"Up"}}""", "Suspended (SwitchedOff)")]
    [InlineData("""{"spec":{"on":false},"status":{"phase":"Up","forced":true}}""", "Healthy (Up): is Up")]
    [InlineData("""{"status":{"conditions":[{"type":"WheelBroken","status":"True","reason":"Worn","message":"flat"}]}}""", "Degraded (Worn): WheelBroken: flat")]
    [InlineData("""{"status":{"parts":[{"name":"a","ready":2,"want":2},{"name":"b","want":1}]}}""", "Degraded (PartsMissing): part b has  of 1")]
    [InlineData("""{"status":{"phase":"started"}}""", "Healthy (started): is started")]
    [InlineData("""{"status":{"phase":"climbing"}}""", "Progressing (climbing): is climbing")]
    [InlineData("""{"status":{"conditions":[{"type":"Ready","status":"True","reason":"Fine"}]}}""", "Healthy (Fine)")]
    [InlineData("""{"status":{"other":1}}""", "Progressing (Waiting): the status does not tell yet")]
    [InlineData("""{"spec":{}}""", "Progressing (StatusPending): the status is not reported yet")]
    public void Checks_are_tried_in_order_then_the_standard_conditions(string json, string expected)
    {
        var node = Document.Parse(json).Root.ToNode();
        node["apiVersion"] = "example.org/v1";
        node["kind"] = "Widget";
        Assert.Equal(expected, new HealthAssessor(Load(Rules)).Assess(node.ToValue()).ToString());
    }

    [Fact]
    public void Rules_given_come_before_the_built_in_ones_and_suffixes_match_groups()
    {
        var assessor = new HealthAssessor(Load("rules: [{group: apps, kinds: [Deployment], checks: [{health: Healthy, reason: Mine}]}]"), Load(Rules));
        Assert.Equal("Mine", assessor.Assess(Document.Parse("""{"apiVersion":"apps/v1","kind":"Deployment","status":{"a":1}}""").Root).Reason);
        Assert.Equal(HealthStatus.Unknown, assessor.Assess(Document.Parse("""{"apiVersion":"a.example.org/v1","kind":"X"}""").Root).Status);
    }

    [Theory]
    [InlineData("a.example.org", "Widget", "kind")]
    [InlineData("a.example.org", "WidgetTemplate", "template")]
    [InlineData("a.example.org", "Other", "group")]
    [InlineData("b.a.example.org", "Other", "longer end")]
    [InlineData("b.example.org", "Widget", "end and kind")]
    [InlineData("b.example.org", "Other", "last end")]
    [InlineData("example.org", "Other", null)]
    public void Find_takes_the_most_exact_rule(string group, string kind, string? expected)
    {
        var rules = Load("""
            rules:
            - {group: "*.example.org", checks: [{health: Healthy, reason: first end}]}
            - {group: "*.example.org", checks: [{health: Healthy, reason: last end}]}
            - {group: "*.example.org", kinds: [Widget], checks: [{health: Healthy, reason: end and kind}]}
            - {group: "*.a.example.org", checks: [{health: Healthy, reason: longer end}]}
            - {group: a.example.org, checks: [{health: Healthy, reason: group}]}
            - {group: a.example.org, kinds: ["*Template"], checks: [{health: Healthy, reason: template}]}
            - {group: a.example.org, kinds: [Widget], checks: [{health: Healthy, reason: kind}]}
            """);
        Assert.Equal(expected, rules.Find(new(group, kind))?.Assess(Document.Parse("""{"status":{"a":1}}""").Root)?.Reason);
    }

    [Fact]
    public void Embedded_rules_load() => Assert.True(HealthRuleSet.Default.Count > 100);

    [Theory]
    [InlineData("rules: [{kinds: [A]}]", "health rules: rules[0]: 'group' is missing")]
    [InlineData("rules: [{group: a, chekcs: []}]", "health rules: rules[0]: unknown field 'chekcs'; group, kinds, statusRequired, observedGeneration, checks, otherwise are accepted")]
    [InlineData("rules: [{group: a, checks: [{health: Fine}]}]", "health rules: rules[0].checks[0].health: 'Fine' is not a health; Unknown, Healthy, Suspended, Progressing, Missing, Degraded are accepted")]
    [InlineData("rules: [{group: a, checks: [{health: Healthy, when: {condtion: A}}]}]", "health rules: rules[0].checks[0].when: one of condition, field, some, every, none, all, any, not is expected")]
    [InlineData("rules: [{group: a, checks: [{health: Healthy, when: {field: 'a[b'}}]}]", "health rules: rules[0].checks[0].when.field: Invalid JSONPath '.a[b' at 4: ']' is missing")]
    [InlineData("rules: [{group: a, checks: [{health: Healthy, when: {not: [{field: a}, {field: b}]}}]}]", "health rules: rules[0].checks[0].when.not: 2 predicates; one is expected")]
    [InlineData("rules: [{group: a, checks: [{health: Healthy, when: {any: []}}]}]", "health rules: rules[0].checks[0].when.any: 0 predicates; one or more are expected")]
    [InlineData("rules: [{group: a, checks: [{switch: a}]}]", "health rules: rules[0].checks[0]: 'switch' names a field")]
    [InlineData("rules: [{group: a, checks: [{health: Healthy, message: 'a {b'}]}]", "health rules: rules[0].checks[0].message: 'a {b' has a { without }")]
    public void Load_names_the_field_and_what_is_accepted(string yaml, string message) =>
        Assert.StartsWith(message, Assert.Throws<HealthRulesFormatException>(() => Load(yaml)).Message, StringComparison.Ordinal);

    private static HealthRuleSet Load(string yaml) => HealthRuleSet.Load(Encoding.UTF8.GetBytes(yaml));
}
