namespace Fleet.Kubernetes.Selectors;

/// <summary>The grammar of <c>k8s.io/apimachinery/pkg/labels.Parse</c>, its leniency and its error texts.</summary>
internal sealed class LabelSelectorParser
{
    private const string Operators = "in, notin, =, ==, !=, gt, lt";

    private readonly List<(Token Token, string Text)> _tokens;
    private int _at;

    public LabelSelectorParser(string text) => _tokens = Scan(text);

    private enum Token
    {
        Error,
        End,
        Close,
        Comma,
        Not,
        DoubleEquals,
        Equals,
        GreaterThan,
        Identifier,
        In,
        LessThan,
        NotEquals,
        NotIn,
        Open,
    }

    public List<LabelRequirement> Parse()
    {
        var requirements = new List<LabelRequirement>();
        while (true)
        {
            var (token, text) = Peek();
            switch (token)
            {
                case Token.Identifier or Token.Not:
                    requirements.Add(ParseRequirement());
                    if (!ParseSeparator())
                    {
                        return requirements;
                    }

                    break;
                case Token.End:
                    return requirements;
                default:
                    throw new SelectorFormatException($"found '{text}', expected: !, identifier, or 'end of string'");
            }
        }
    }

    private static List<(Token Token, string Text)> Scan(string text)
    {
        var tokens = new List<(Token, string)>();
        for (var at = 0; at < text.Length;)
        {
            if (IsSpace(text[at]))
            {
                at++;
            }
            else if (text[at] == '\0')
            {
                break;
            }
            else if (IsSymbol(text[at]))
            {
                tokens.Add(ScanSymbol(text, ref at));
            }
            else
            {
                var start = at;
                while (at < text.Length && text[at] != '\0' && !IsSpace(text[at]) && !IsSymbol(text[at]))
                {
                    at++;
                }

                var word = text[start..at];
                tokens.Add((word is "in" ? Token.In : word is "notin" ? Token.NotIn : Token.Identifier, word));
            }
        }

        tokens.Add((Token.End, ""));
        return tokens;
    }

    /// <summary>The longest known operator; a run of symbols that starts none is an error as a whole.</summary>
    private static (Token Token, string Text) ScanSymbol(string text, ref int at)
    {
        var start = at;
        (Token Token, string Text) last = default;
        for (; at < text.Length && IsSymbol(text[at]); at++)
        {
            var symbol = text[start..(at + 1)];
            if (Symbol(symbol) is var token && token != Token.Error)
            {
                last = (token, symbol);
            }
            else if (last.Token != Token.Error)
            {
                break;
            }
        }

        return last.Token == Token.Error ? (Token.Error, $"error expected: keyword found '{text[start..at]}'") : last;
    }

    private static Token Symbol(string symbol) => symbol switch
    {
        ")" => Token.Close,
        "," => Token.Comma,
        "!" => Token.Not,
        "==" => Token.DoubleEquals,
        "=" => Token.Equals,
        ">" => Token.GreaterThan,
        "<" => Token.LessThan,
        "!=" => Token.NotEquals,
        "(" => Token.Open,
        _ => Token.Error,
    };

    private static bool IsSpace(char value) => value is ' ' or '\t' or '\r' or '\n';

    private static bool IsSymbol(char value) => value is '=' or '!' or '(' or ')' or ',' or '>' or '<';

    /// <summary><c>in</c> and <c>notin</c> are operators only where an operator stands.</summary>
    private (Token Token, string Text) Peek() =>
        _tokens[_at] is (Token.In or Token.NotIn, var text) ? (Token.Identifier, text) : _tokens[_at];

    private (Token Token, string Text) Next()
    {
        var token = Peek();
        _at = Math.Min(_at + 1, _tokens.Count - 1);
        return token;
    }

    private bool ParseSeparator()
    {
        var (token, text) = Next();
        if (token == Token.End)
        {
            return false;
        }

        if (token != Token.Comma)
        {
            throw new SelectorFormatException($"found '{text}', expected: ',' or 'end of string'");
        }

        var (next, nextText) = Peek();
        return next is Token.Identifier or Token.Not
            ? true
            : throw new SelectorFormatException($"found '{nextText}', expected: identifier after ','");
    }

    private LabelRequirement ParseRequirement()
    {
        try
        {
            var absent = Peek().Token == Token.Not;
            if (absent)
            {
                Next();
            }

            var (token, key) = Next();
            if (token != Token.Identifier)
            {
                throw new SelectorFormatException($"found '{key}', expected: identifier");
            }

            var syntax = LabelSyntax.ValidateQualifiedName(key);
            if (syntax.Count > 0)
            {
                throw new SelectorFormatException($"<nil>: Invalid value: \"{key}\": {string.Join("; ", syntax)}");
            }

            if (absent)
            {
                return new LabelRequirement(key, LabelOperator.DoesNotExist);
            }

            if (Peek().Token is Token.End or Token.Comma)
            {
                return new LabelRequirement(key, LabelOperator.Exists);
            }

            var op = ParseOperator();
            return new LabelRequirement(key, op, op is LabelOperator.In or LabelOperator.NotIn ? ParseValues() : ParseValue());
        }
        catch (SelectorFormatException error)
        {
            throw new SelectorFormatException($"unable to parse requirement: {error.Message}");
        }
    }

    private LabelOperator ParseOperator()
    {
        var (token, text) = _tokens[_at];
        Next();
        return token switch
        {
            Token.In => LabelOperator.In,
            Token.Equals => LabelOperator.Equals,
            Token.DoubleEquals => LabelOperator.DoubleEquals,
            Token.GreaterThan => LabelOperator.GreaterThan,
            Token.LessThan => LabelOperator.LessThan,
            Token.NotIn => LabelOperator.NotIn,
            Token.NotEquals => LabelOperator.NotEquals,
            _ => throw new SelectorFormatException($"found '{text}', expected: {Operators}"),
        };
    }

    private List<string> ParseValue()
    {
        if (Peek().Token is Token.End or Token.Comma)
        {
            return [""];
        }

        var (token, text) = Next();
        return token == Token.Identifier ? [text] : throw new SelectorFormatException($"found '{text}', expected: identifier");
    }

    private List<string> ParseValues()
    {
        var (token, text) = Next();
        if (token != Token.Open)
        {
            throw new SelectorFormatException($"found '{text}' expected: '('");
        }

        (token, text) = Peek();
        switch (token)
        {
            case Token.Identifier or Token.Comma:
                var values = ParseList();
                Next();
                return values;
            case Token.Close:
                Next();
                return [""];
            default:
                throw new SelectorFormatException($"found '{text}', expected: ',', ')' or identifier");
        }
    }

    /// <summary>Up to the closing parenthesis, which is left; <c>(a,,b)</c> and <c>(,)</c> hold the empty value.</summary>
    private List<string> ParseList()
    {
        var values = new List<string>();
        while (true)
        {
            var (token, text) = Next();
            var (next, nextText) = Peek();
            if (token == Token.Identifier)
            {
                values.Add(text);
                if (next is not (Token.Close or Token.Comma))
                {
                    throw new SelectorFormatException($"found '{nextText}', expected: ',' or ')'");
                }
            }
            else if (token == Token.Comma)
            {
                if (values.Count == 0 || next is Token.Close or Token.Comma)
                {
                    values.Add("");
                }

                if (next == Token.Comma)
                {
                    Next();
                }
            }
            else
            {
                throw new SelectorFormatException($"found '{text}', expected: ',', or identifier");
            }

            if (next == Token.Close)
            {
                return values;
            }
        }
    }
}
