using System.Globalization;
using System.Text.Json.Nodes;
using Fleet.Kubernetes.Resources;

namespace Fleet.Inventory.Tests.Objects;

/// <summary>
/// A cluster whose objects are made, changed and deleted at random as controllers do it, and its watches: each kind's events come in order, those of
/// different kinds in any, some twice.
/// </summary>
internal sealed class ClusterModel(int seed)
{
    private static readonly GroupVersionKind[] Kinds =
    [
        Member.Deployments, Member.StatefulSets, Member.CronJobs, Member.ReplicaSets, Member.Jobs, Member.Pods, Member.Events, Member.Rollouts,
    ];

    private static readonly string?[] Waits = [null, null, null, "ContainerCreating", "CrashLoopBackOff", "ImagePullBackOff"];

    private readonly Random _random = new(seed);
    private readonly SortedDictionary<string, JsonObject> _objects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Queue<(JsonObject Object, bool IsDeleted)>> _watches =
        Kinds.ToDictionary(kind => kind.Kind, _ => new Queue<(JsonObject, bool)>(), StringComparer.Ordinal);

    private int _uids;

    public IEnumerable<JsonObject> Objects => _objects.Values;

    /// <summary>Something happens in the cluster.</summary>
    public void Step()
    {
        switch (_random.Next(14))
        {
            case 0:
                CreateReplicated(Member.Deployments);
                break;
            case 1:
                CreateReplicated(Member.Rollouts);
                break;
            case 2:
                CreateCronJob();
                break;
            case 3:
                CreateStatefulSet();
                break;
            case 4:
                Put(Member.Pod(Name("bare"), NextUid(), null, waiting: Wait()));
                break;
            case 5 or 6:
                Roll();
                break;
            case 7:
                Orphan();
                break;
            case 8:
                HappenTo(Pick("Pod") ?? Pick("Deployment"));
                break;
            case 9:
                DeleteWithDependents(PickAny());
                break;
            default:
                ChangePod();
                break;
        }
    }

    /// <summary>Some of what the watches have to tell.</summary>
    public void Deliver(Feed feed, int most)
    {
        for (var i = _random.Next(most); i > 0; i--)
        {
            var watches = _watches.Values.Where(queue => queue.Count > 0).ToArray();
            if (watches.Length == 0)
            {
                return;
            }

            var (item, isDeleted) = watches[_random.Next(watches.Length)].Dequeue();
            Tell(feed, item, isDeleted);
            if (_random.Next(8) == 0)
            {
                Tell(feed, item, isDeleted);
            }
        }
    }

    public void DeliverAll(Feed feed)
    {
        while (_watches.Values.Any(queue => queue.Count > 0))
        {
            Deliver(feed, 50);
        }
    }

    /// <summary>The watch of a kind broke: deletions are found by what is missing from the list, in any order with what is there.</summary>
    public void Relist(Feed feed)
    {
        var kind = Kinds[_random.Next(Kinds.Length)].Kind;
        foreach (var (item, isDeleted) in _watches[kind])
        {
            if (isDeleted)
            {
                feed.Vanish(item);
            }
        }

        _watches[kind].Clear();
        feed.Add([.. Shuffled(Objects.Where(item => KindOf(item) == kind))]);
    }

    /// <summary>All objects, kind by kind in any order, as a new feed is given them.</summary>
    public void List(Feed feed)
    {
        foreach (var queue in _watches.Values)
        {
            queue.Clear();
        }

        feed.Add([.. Shuffled(Objects)]);
    }

    private void Tell(Feed feed, JsonObject item, bool isDeleted)
    {
        if (!isDeleted)
        {
            feed.Add(item);
        }
        else if (_random.Next(3) == 0)
        {
            feed.Vanish(item);
        }
        else
        {
            feed.Delete(item);
        }
    }

    private void CreateReplicated(GroupVersionKind kind)
    {
        var name = Name(kind.Kind.ToLowerInvariant());
        if (_objects.ContainsKey(Key(kind.Kind, name)))
        {
            return;
        }

        var uid = NextUid();
        var controller = Member.Deployment(name, uid, replicas: _random.Next(4), image: Image());
        controller["apiVersion"] = kind.ApiVersion;
        controller["kind"] = kind.Kind;
        Put(controller);
        CreateReplicaSet(controller);
    }

    private void CreateReplicaSet(JsonObject controller)
    {
        var name = NameOf(controller) + "-" + Text(++_uids);
        var uid = NextUid();
        Put(Member.ReplicaSet(name, uid, OwnerOf(controller)));
        CreatePods(_objects[Key("ReplicaSet", name)], _random.Next(4));
    }

    private void CreatePods(JsonObject owner, int count)
    {
        for (var i = 0; i < count; i++)
        {
            Put(Member.Pod(NameOf(owner) + "-" + Text(++_uids), NextUid(), OwnerOf(owner), restarts: _random.Next(3), waiting: Wait()));
        }
    }

    private void CreateCronJob()
    {
        var name = Name("cron");
        if (!_objects.ContainsKey(Key("CronJob", name)))
        {
            Put(Member.CronJob(name, NextUid()));
        }

        var cron = _objects[Key("CronJob", name)];
        var job = Member.Job(name + "-" + Text(++_uids), NextUid(), OwnerOf(cron), _random.Next(3) switch { 0 => "Failed", 1 => "Complete", _ => null });
        job["metadata"]!["creationTimestamp"] = string.Create(CultureInfo.InvariantCulture, $"2026-03-01T08:{_uids % 60:00}:00Z");
        Put(job);
        CreatePods(job, 1);
    }

    private void CreateStatefulSet()
    {
        var name = Name("sts");
        if (!_objects.ContainsKey(Key("StatefulSet", name)))
        {
            var set = Member.Object(Member.StatefulSets, name, NextUid());
            set["spec"] = new JsonObject { ["replicas"] = 2 };
            Put(set);
            CreatePods(set, 2);
        }
    }

    /// <summary>A rollout: a new ReplicaSet, a pod of an old one goes.</summary>
    private void Roll()
    {
        if (Pick("Deployment") is not { } deployment)
        {
            return;
        }

        var changed = (JsonObject)deployment.DeepClone();
        changed["spec"]!["replicas"] = _random.Next(4);
        changed["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] = Image();
        Put(changed);
        CreateReplicaSet(changed);
        DeleteWithDependents(Pick("ReplicaSet"));
    }

    /// <summary><c>kubectl delete --cascade=orphan</c>.</summary>
    private void Orphan()
    {
        if (Pick("Deployment") is not { } deployment)
        {
            return;
        }

        foreach (var dependent in DependentsOf(deployment).ToArray())
        {
            var orphan = (JsonObject)dependent.DeepClone();
            ((JsonObject)orphan["metadata"]!).Remove("ownerReferences");
            Put(orphan);
        }

        Delete(deployment);
    }

    private void ChangePod()
    {
        if (Pick("Pod") is not { } pod)
        {
            return;
        }

        var owner = pod["metadata"]!["ownerReferences"]?[0]?.DeepClone() as JsonObject;
        var changed = Member.Pod(NameOf(pod), "", owner, _random.Next(5) == 0 ? "Failed" : "Running", _random.Next(5), Wait());
        changed["metadata"]!["uid"] = pod["metadata"]!["uid"]!.DeepClone();
        changed["metadata"]!["resourceVersion"] = Text(++_uids);
        Put(changed);
    }

    private void HappenTo(JsonObject? item)
    {
        if (item is not null)
        {
            Put(Member.Event("event-" + Text(++_uids), item, _uids));
        }
    }

    /// <summary>As the garbage collector does it, the owner first.</summary>
    private void DeleteWithDependents(JsonObject? item)
    {
        if (item is null)
        {
            return;
        }

        Delete(item);
        foreach (var dependent in DependentsOf(item).ToArray())
        {
            DeleteWithDependents(dependent);
        }
    }

    private IEnumerable<JsonObject> DependentsOf(JsonObject owner) =>
        Objects.Where(item => item["metadata"]!["ownerReferences"]?[0]?["uid"]?.GetValue<string>() == UidOf(owner));

    private void Put(JsonObject item)
    {
        _objects[Key(KindOf(item), NameOf(item))] = item;
        _watches[KindOf(item)].Enqueue((item, false));
    }

    private void Delete(JsonObject item)
    {
        if (_objects.Remove(Key(KindOf(item), NameOf(item))))
        {
            _watches[KindOf(item)].Enqueue((item, true));
        }
    }

    private JsonObject? Pick(string kind)
    {
        var items = Objects.Where(item => KindOf(item) == kind).ToArray();
        return items.Length == 0 ? null : items[_random.Next(items.Length)];
    }

    private JsonObject? PickAny() => _objects.Count == 0 ? null : _objects.Values.ElementAt(_random.Next(_objects.Count));

    private IEnumerable<JsonObject> Shuffled(IEnumerable<JsonObject> items) => items.ToArray().OrderBy(_ => _random.Next());

    private string Name(string prefix) => prefix + Text(_random.Next(3));

    private string Image() => "web:" + Text(_random.Next(3));

    private string NextUid() => Text(++_uids);

    private string? Wait() => Waits[_random.Next(Waits.Length)];

    private static JsonObject OwnerOf(JsonObject owner)
    {
        var reference = Member.Owner(owner.KindOf(), NameOf(owner), "");
        reference["uid"] = UidOf(owner);
        return reference;
    }

    private static string Key(string kind, string name) => kind + "/" + name;

    private static string KindOf(JsonObject item) => item["kind"]!.GetValue<string>();

    private static string NameOf(JsonObject item) => item["metadata"]!["name"]!.GetValue<string>();

    private static string UidOf(JsonObject item) => item["metadata"]!["uid"]!.GetValue<string>();

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
