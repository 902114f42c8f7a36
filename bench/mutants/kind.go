package mutants

import (
	"go/ast"
	"go/token"
	"strconv"
)

// kind is a way to change a place.
type kind string

// The kinds.
const (
	guard      kind = "guard deleted"
	comparison kind = "comparison flipped"
	bound      kind = "bound moved"
	logic      kind = "and for or"
	constant   kind = "constant flipped"
	arithmetic kind = "plus for minus"
)

// kinds lists all of them.
func kinds() []kind { return []kind{guard, comparison, bound, logic, constant, arithmetic} }

// maxBound is the largest number that bounds something in a message. Larger
// ones mix hashes, where any other odd number would do as well.
const maxBound = 1 << 16

// swap is what one operator becomes.
type swap struct {
	kind kind
	into token.Token
}

// swaps is what each operator becomes.
func swaps() map[token.Token][]swap {
	return map[token.Token][]swap{
		token.EQL: {{comparison, token.NEQ}}, token.NEQ: {{comparison, token.EQL}},
		token.LSS: {{comparison, token.GEQ}, {bound, token.LEQ}}, token.GEQ: {{comparison, token.LSS}, {bound, token.GTR}},
		token.GTR: {{comparison, token.LEQ}, {bound, token.GEQ}}, token.LEQ: {{comparison, token.GTR}, {bound, token.LSS}},
		token.LAND: {{logic, token.LOR}}, token.LOR: {{logic, token.LAND}},
		token.ADD: {{arithmetic, token.SUB}}, token.SUB: {{arithmetic, token.ADD}},
		token.ADD_ASSIGN: {{arithmetic, token.SUB_ASSIGN}}, token.SUB_ASSIGN: {{arithmetic, token.ADD_ASSIGN}},
		token.INC: {{arithmetic, token.DEC}}, token.DEC: {{arithmetic, token.INC}},
	}
}

// visit notes what can be changed at a node. False leaves out what is below.
func (w *surveyor) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.IfStmt:
		if n.Else == nil && leaves(n.Body.List) {
			w.never(n.Cond)
		}
	case *ast.CaseClause:
		// Of a switch without a tag the cases are conditions. With a tag this
		// does not compile as a rule, and is not counted then.
		if len(n.List) == 1 && leaves(n.Body) && isCondition(n.List[0]) {
			w.never(n.List[0])
		}
	case *ast.BinaryExpr:
		w.operator(n.Op, n.OpPos)
	case *ast.AssignStmt:
		w.operator(n.Tok, n.TokPos)
	case *ast.IncDecStmt:
		w.operator(n.Tok, n.TokPos)
	case *ast.BasicLit:
		w.literal(n)
	case *ast.Ident:
		if other, ok := map[string]string{"true": "false", "false": "true"}[n.Name]; ok {
			w.add(constant, n.Pos(), n.End(), other)
		}
	case *ast.ArrayType:
		return false // the size of an array is a promise about memory, not a bound
	}
	return true
}

// never makes a condition false, so that what it guards is not done. The
// condition is still looked at: what it declares or changes stays.
func (w *surveyor) never(cond ast.Expr) {
	w.add(guard, cond.Pos(), cond.End(), "("+w.source(cond)+") && false")
}

// operator notes the changes of an operator.
func (w *surveyor) operator(op token.Token, at token.Pos) {
	for _, s := range swaps()[op] {
		w.add(s.kind, at, at+token.Pos(len(op.String())), s.into.String())
	}
}

// literal moves a whole number by one, both ways.
func (w *surveyor) literal(n *ast.BasicLit) {
	if n.Kind != token.INT {
		return
	}
	value, err := strconv.ParseUint(n.Value, 0, 64)
	if err != nil || value > maxBound {
		return
	}
	w.add(bound, n.Pos(), n.End(), strconv.FormatUint(value+1, 10))
	if value > 0 {
		w.add(bound, n.Pos(), n.End(), strconv.FormatUint(value-1, 10))
	}
}

// leaves reports whether a block ends by going somewhere else.
func leaves(body []ast.Stmt) bool {
	if len(body) == 0 {
		return false
	}
	switch s := body[len(body)-1].(type) {
	case *ast.ReturnStmt:
		return true
	case *ast.BranchStmt:
		return s.Tok != token.FALLTHROUGH
	}
	return false
}

// isCondition reports whether an expression looks like a condition.
func isCondition(e ast.Expr) bool {
	switch e := e.(type) {
	case *ast.BinaryExpr:
		_, compares := swaps()[e.Op]
		return compares && e.Op != token.ADD && e.Op != token.SUB
	case *ast.UnaryExpr:
		return e.Op == token.NOT
	case *ast.ParenExpr:
		return isCondition(e.X)
	case *ast.CallExpr:
		return true
	}
	return false
}
